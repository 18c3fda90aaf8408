//! The lexicons are embedded in the binary: a change to one is a change to the program.
fn main() {
    println!("cargo:rerun-if-changed=lexicons");
    println!("cargo:rerun-if-changed=config");
}
