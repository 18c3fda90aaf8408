//! The text of a file that a person named for something else than articles, or in plain words why there is none.

use anyhow::anyhow;
use std::io::ErrorKind;
use std::path::Path;

/// Reads a file of text as it stands.
///
/// # Errors
/// No such file, a folder, no UTF-8: with the file's name.
pub fn text(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    if path.is_dir() {
        return Err(anyhow!("{shown}: is a folder; name a file in it"));
    }
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow!("{shown}: no such file"),
        ErrorKind::InvalidData => anyhow!("{shown}: is no UTF-8 text; save it with the encoding UTF-8"),
        _ => anyhow!("{shown}: cannot be read: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_hinders_is_told_with_the_name() {
        let dir = tempfile::tempdir().unwrap();
        let told = |name: &str| text(&dir.path().join(name)).map_err(|e| e.to_string());
        std::fs::write(dir.path().join("utf-16.toml"), [0xFF, 0xFE, b'i', 0, b'd', 0]).unwrap();
        std::fs::write(dir.path().join("good.toml"), "id").unwrap();
        assert!(told("absent.toml").unwrap_err().ends_with("absent.toml: no such file"));
        assert!(told("").unwrap_err().contains("is a folder"));
        assert!(told("utf-16.toml").unwrap_err().contains("is no UTF-8 text"));
        assert_eq!(told("good.toml").unwrap(), "id");
    }
}
