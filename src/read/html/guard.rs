//! What a page may cost before it is parsed: parsers of pages take time that grows with size times depth.

/// Elements that stand open at once, at most. Browsers stop at 512.
pub const MOST_DEPTH: usize = 512;
/// Bytes of a page, at most.
pub const MOST_BYTES: usize = 16 << 20;
/// Elements of a page, at most.
pub const MOST_ELEMENTS: usize = 200_000;

/// Elements that end by themselves when another of their kind begins, or that have no content.
const CLOSED: &[&[u8]] = &[
    b"area",
    b"base",
    b"body",
    b"br",
    b"col",
    b"dd",
    b"dt",
    b"embed",
    b"head",
    b"hr",
    b"html",
    b"img",
    b"input",
    b"li",
    b"link",
    b"meta",
    b"optgroup",
    b"option",
    b"p",
    b"param",
    b"rb",
    b"rp",
    b"rt",
    b"source",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"tr",
    b"track",
    b"wbr",
];

/// Elements whose content is read as it stands.
const RAW: &[&[u8]] = &[b"script", b"style", b"textarea", b"title"];

/// Where the closing tag of a raw element begins, or the end.
fn end_of_raw(bytes: &[u8], name: &[u8]) -> usize {
    let ends = |at: &usize| bytes.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
    memchr::memmem::find_iter(bytes, b"</").find(ends).unwrap_or(bytes.len())
}

/// Why a page is not parsed; `None` where it can be.
pub fn refuse(page: &str) -> Option<String> {
    if page.len() > MOST_BYTES {
        return Some(format!("the page has more than {MOST_BYTES} bytes"));
    }
    let bytes = page.as_bytes();
    let (mut depth, mut elements, mut from) = (0usize, 0usize, 0usize);
    while let Some(at) = bytes.get(from..).and_then(|rest| memchr::memchr(b'<', rest)).map(|n| from + n) {
        from = at + 1;
        let rest = &bytes[from..];
        if rest.starts_with(b"!--") {
            from += memchr::memmem::find(rest, b"-->").unwrap_or(rest.len());
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name = &rest[closing as usize..];
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        elements += usize::from(!closing);
        let end = name.iter().take(12).position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len().min(12));
        let mut lower = [0u8; 12];
        for (to, from) in lower.iter_mut().zip(&name[..end]) {
            *to = from.to_ascii_lowercase();
        }
        let name = &lower[..end];
        if RAW.contains(&name) {
            // What stands inside is no page: programs are full of "<".
            if !closing {
                from += end_of_raw(rest, name);
            }
        } else if !CLOSED.contains(&name) {
            depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > MOST_DEPTH {
            return Some(format!("more than {MOST_DEPTH} elements stand one inside the other"));
        }
        if elements > MOST_ELEMENTS {
            return Some(format!("the page has more than {MOST_ELEMENTS} elements"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_pages_are_refused_and_long_ones_are_not() {
        assert!(refuse(&"<div>".repeat(600)).is_some());
        assert!(refuse(&"<b><i>".repeat(300)).is_some());
        assert!(refuse(&"<P class=x>text <BR>".repeat(5000)).is_none());
        assert!(refuse(&"<div>x</div><ul><li>a<li>b</ul>".repeat(5000)).is_none());
        assert!(refuse(&"a < b </ <! <".repeat(5000)).is_none());
        assert!(refuse(&"<p>".repeat(MOST_ELEMENTS + 1)).is_some());
        assert!(refuse(&format!("<script>{}</SCRIPT><p>", "if(i<n)a<b;".repeat(5000))).is_none());
        assert!(refuse(&format!("<!--{}--><p>", "<div>".repeat(5000))).is_none());
        assert!(refuse(&format!("<script>x</script>{}", "<div>".repeat(5000))).is_some());
        assert!(refuse("<script>").is_none() && refuse("<!--").is_none());
        assert!(refuse("<").is_none() && refuse("</").is_none());
    }
}
