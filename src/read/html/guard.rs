//! What a page may cost before it is parsed: parsers of pages take time that grows with size times depth.

/// Elements that stand open at once, at most. Browsers stop at 512; articles seldom pass 60.
pub const MOST_DEPTH: usize = 400;
/// Bytes of a page, at most.
pub const MOST_BYTES: usize = 8 << 20;
/// Elements of a page, at most.
pub const MOST_ELEMENTS: usize = 200_000;

/// Sum of the depths of all elements: what finding open elements costs.
const MOST_WORK: usize = 6_000_000;

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

/// Elements that end a drawing they stand in.
const OUTSIDE: &[&[u8]] = &[
    b"b",
    b"big",
    b"blockquote",
    b"center",
    b"code",
    b"div",
    b"dl",
    b"em",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"i",
    b"listing",
    b"menu",
    b"nobr",
    b"ol",
    b"pre",
    b"ruby",
    b"s",
    b"small",
    b"span",
    b"strong",
    b"strike",
    b"sub",
    b"sup",
    b"table",
    b"tt",
    b"u",
    b"ul",
    b"var",
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
    let (mut depth, mut elements, mut from, mut work) = (0usize, 0usize, 0usize, 0usize);
    let mut drawing = false;
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
            // Only in drawings does "/>" end an element; what is no part of a drawing ends the drawing.
            drawing = if name == b"svg" { !closing } else { drawing && !OUTSIDE.contains(&name) };
            if drawing && !closing && memchr::memchr(b'>', rest).is_some_and(|end| end > 0 && rest[end - 1] == b'/') {
                drawing &= name != b"svg";
                continue;
            }
            depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
        }
        work += depth;
        if depth > MOST_DEPTH || work > MOST_WORK {
            return Some("the page's elements stand too deep one inside the other".to_owned());
        }
        if elements > MOST_ELEMENTS {
            return Some(format!("the page has more than {MOST_ELEMENTS} elements"));
        }
    }
    None
}

/// Whether the parsed page is deeper than was meant to be let through.
pub fn is_too_deep(page: &dom_query::Document) -> bool {
    let mut open = vec![(page.root(), 0usize)];
    while let Some((node, depth)) = open.pop() {
        if depth > 2 * MOST_DEPTH {
            return true;
        }
        open.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    false
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
        assert!(refuse(&"a < b </ <! < ".repeat(5000)).is_none());
        assert!(refuse(&"<p>".repeat(MOST_ELEMENTS + 1)).is_some());
        assert!(refuse(&format!("<script>{}</SCRIPT><p>", "if(i<n)a<b;".repeat(5000))).is_none());
        assert!(refuse(&format!("<!--{}--><p>", "<div>".repeat(5000))).is_none());
        assert!(refuse(&format!("<script>x</script>{}", "<div>".repeat(5000))).is_some());
        let icon = "<svg viewBox='0 0 1 1'><g><path d='M0 0'/><use href=#a /></g><circle r=1/></svg>";
        assert!(refuse(&format!("<p>{}", icon.repeat(5000))).is_none());
        assert!(refuse(&format!("<svg><div>{}", "<x-y/>".repeat(5000))).is_some());
        assert!(refuse("<script>").is_none() && refuse("<!--").is_none());
        assert!(refuse("<").is_none() && refuse("</").is_none());
    }
}
