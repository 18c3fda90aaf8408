//! English inflection, so that a lexicon lists lemmas: regular endings by rule, the rest from config/inflection.toml.

use indexmap::IndexMap;
use serde::Deserialize;

/// Irregular forms, read from config/inflection.toml.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Irregular {
    /// Verb → [past, past participle]; several pasts are parted by "|". The other forms are regular.
    #[serde(default)]
    pub verbs: IndexMap<String, (String, String)>,
    /// Noun → plural.
    #[serde(default)]
    pub nouns: IndexMap<String, String>,
    /// Adjective → [adverb, comparative, superlative]; an empty string where there is none.
    #[serde(default)]
    pub adjectives: IndexMap<String, (String, String, String)>,
    /// Verbs of more than one syllable that double their last consonant (commit, refer).
    #[serde(default)]
    pub doubling: Vec<String>,
    /// Verbs of one stressed syllable's look that do not double (visit, open).
    #[serde(default)]
    pub not_doubling: Vec<String>,
    /// Verb → third person, where no ending makes it.
    #[serde(default)]
    pub third: IndexMap<String, String>,
    /// Verbs in -e that keep it before -ing.
    #[serde(default)]
    pub keep_e: Vec<String>,
    /// Nouns in -man whose plural is no -men.
    #[serde(default)]
    pub not_men: Vec<String>,
    /// What may stand before an irregular verb without changing its forms.
    #[serde(default)]
    pub prefixes: Vec<String>,
}

/// Which forms of a lemma a pattern asks for: what stands behind the slash in `liberate/v`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `/v`: every form of a verb.
    Verb,
    /// `/ed`: past and past participle.
    Past,
    /// `/ing`: the -ing form.
    Ing,
    /// `/s`: the third person (and a noun's plural, which looks the same).
    Third,
    /// `/n`: singular and plural.
    Noun,
    /// `/a`: adjective and its adverb.
    Adjective,
    /// `/er`: adjective, comparative, superlative.
    Degrees,
}

impl Form {
    /// The tag as written behind the slash.
    pub fn parse(tag: &str) -> Option<Form> {
        Some(match tag {
            "v" => Form::Verb,
            "ed" => Form::Past,
            "ing" => Form::Ing,
            "s" => Form::Third,
            "n" => Form::Noun,
            "a" => Form::Adjective,
            "er" => Form::Degrees,
            _ => return None,
        })
    }
    /// Every tag there is, for messages.
    pub const TAGS: &'static str = "/v /ed /ing /s /n /a /er";
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn ends_consonant_y(word: &str) -> bool {
    let b = word.as_bytes();
    b.len() > 1 && b[b.len() - 1] == b'y' && !is_vowel(b[b.len() - 2])
}

fn add_s(word: &str) -> String {
    if ends_consonant_y(word) {
        return format!("{}ies", &word[..word.len() - 1]);
    }
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|e| word.ends_with(e));
    let consonant_o = word.ends_with('o') && word.len() > 2 && !is_vowel(word.as_bytes()[word.len() - 2]);
    if sibilant || consonant_o { format!("{word}es") } else { format!("{word}s") }
}

impl Irregular {
    /// All forms of `lemma` under `form`, the lemma's own first where it belongs; without doubles.
    pub fn forms(&self, lemma: &str, form: Form) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut push = |word: String| {
            if !word.is_empty() && !out.contains(&word) {
                out.push(word);
            }
        };
        if !lemma.is_ascii() || lemma.len() < 2 {
            push(lemma.to_owned());
            return out;
        }
        match form {
            Form::Verb => {
                push(lemma.to_owned());
                push(self.third(lemma));
                for past in self.past(lemma) {
                    push(past);
                }
                for ing in self.ing(lemma) {
                    push(ing);
                }
            }
            Form::Past => self.past(lemma).into_iter().for_each(push),
            Form::Ing => self.ing(lemma).into_iter().for_each(push),
            Form::Third => push(self.third(lemma)),
            Form::Noun => {
                push(lemma.to_owned());
                push(self.plural(lemma));
            }
            Form::Adjective => {
                push(lemma.to_owned());
                push(self.adverb(lemma));
            }
            Form::Degrees => {
                push(lemma.to_owned());
                let (comparative, superlative) = self.degrees(lemma);
                push(comparative);
                push(superlative);
            }
        }
        out
    }

    fn third(&self, verb: &str) -> String {
        self.third.get(verb).cloned().unwrap_or_else(|| add_s(verb))
    }

    fn past(&self, verb: &str) -> Vec<String> {
        if let Some((past, participle)) = self.irregular_verb(verb) {
            return past.split('|').chain(participle.split('|')).map(str::to_owned).collect();
        }
        if verb.ends_with('e') {
            return vec![format!("{verb}d")];
        }
        if ends_consonant_y(verb) {
            return vec![format!("{}ied", &verb[..verb.len() - 1])];
        }
        self.doubled(verb).into_iter().map(|stem| format!("{stem}ed")).collect()
    }

    fn ing(&self, verb: &str) -> Vec<String> {
        if let Some(stem) = verb.strip_suffix("ie") {
            return vec![format!("{stem}ying")];
        }
        if verb.ends_with('e') && !["ee", "oe", "ye"].iter().any(|e| verb.ends_with(e)) && !self.keep_e.iter().any(|v| v == verb) {
            return vec![format!("{}ing", &verb[..verb.len() - 1])];
        }
        if verb.ends_with('c') {
            return vec![format!("{verb}king")];
        }
        self.doubled(verb).into_iter().map(|stem| format!("{stem}ing")).collect()
    }

    /// A prefixed irregular verb goes as its base does (overthrow as throw, outspend as spend).
    fn irregular_verb(&self, verb: &str) -> Option<(String, String)> {
        if let Some(found) = self.verbs.get(verb) {
            return Some(found.clone());
        }
        for prefix in &self.prefixes {
            if let Some((past, participle)) = verb.strip_prefix(prefix.as_str()).filter(|base| base.len() > 2).and_then(|base| self.verbs.get(base)) {
                let lengthen = |forms: &str| forms.split('|').map(|f| format!("{prefix}{f}")).collect::<Vec<_>>().join("|");
                return Some((lengthen(past), lengthen(participle)));
            }
        }
        None
    }

    /// The stem before -ed and -ing: with its last consonant doubled where English does so; both where British and
    /// American differ (travel).
    fn doubled(&self, verb: &str) -> Vec<String> {
        let b = verb.as_bytes();
        let n = b.len();
        let plain = vec![verb.to_owned()];
        if n < 3 || self.not_doubling.iter().any(|v| v == verb) {
            return plain;
        }
        let cvc = !is_vowel(b[n - 1]) && !matches!(b[n - 1], b'w' | b'x' | b'y') && is_vowel(b[n - 2]) && (!is_vowel(b[n - 3]) || &b[n - 3..n - 1] == b"ui");
        if !cvc {
            return plain;
        }
        let last = &verb[n - 1..];
        let double = format!("{verb}{last}");
        let vowels = b[..n - 1].iter().filter(|c| is_vowel(**c)).count();
        let one_syllable = vowels == 1 || (vowels == 2 && &b[n - 3..n - 1] == b"ui");
        if one_syllable || self.doubling.iter().any(|v| v == verb) {
            return vec![double];
        }
        if last == "l" { vec![double, verb.to_owned()] } else { plain }
    }

    fn plural(&self, noun: &str) -> String {
        if let Some(plural) = self.nouns.get(noun) {
            return plural.clone();
        }
        if let Some(stem) = noun.strip_suffix("man").filter(|s| s.len() > 1 && !self.not_men.iter().any(|n| n == noun)) {
            return format!("{stem}men");
        }
        add_s(noun)
    }

    fn adverb(&self, adjective: &str) -> String {
        if let Some((adverb, _, _)) = self.adjectives.get(adjective) {
            return adverb.clone();
        }
        if adjective.ends_with("ic") {
            return format!("{adjective}ally");
        }
        if ends_consonant_y(adjective) {
            return format!("{}ily", &adjective[..adjective.len() - 1]);
        }
        if adjective.ends_with("le") && adjective.len() > 3 && !is_vowel(adjective.as_bytes()[adjective.len() - 3]) {
            return format!("{}y", &adjective[..adjective.len() - 1]);
        }
        if adjective.ends_with("ll") {
            return format!("{adjective}y");
        }
        if adjective.ends_with("ly") {
            return String::new();
        }
        format!("{adjective}ly")
    }

    fn degrees(&self, adjective: &str) -> (String, String) {
        if let Some((_, comparative, superlative)) = self.adjectives.get(adjective).filter(|(_, c, _)| !c.is_empty()) {
            return (comparative.clone(), superlative.clone());
        }
        if adjective.ends_with('e') {
            return (format!("{adjective}r"), format!("{adjective}st"));
        }
        if ends_consonant_y(adjective) {
            let stem = &adjective[..adjective.len() - 1];
            return (format!("{stem}ier"), format!("{stem}iest"));
        }
        let stem = self.doubled(adjective).swap_remove(0);
        (format!("{stem}er"), format!("{stem}est"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_and_irregular_forms() {
        let irregular: Irregular = toml::from_str(include_str!("../../config/inflection.toml")).unwrap();
        let all = |lemma, form| irregular.forms(lemma, form).join(" ");
        assert_eq!(all("liberate", Form::Verb), "liberate liberates liberated liberating");
        assert_eq!(all("slam", Form::Verb), "slam slams slammed slamming");
        assert_eq!(all("lie", Form::Verb), "lie lies lied lying");
        assert_eq!(all("steal", Form::Verb), "steal steals stole stolen stealing");
        assert_eq!(all("overthrow", Form::Past), "overthrew overthrown");
        assert_eq!(all("commit", Form::Past), "committed");
        assert_eq!(all("target", Form::Verb), "target targets targeted targeting");
        assert_eq!(all("panic", Form::Ing), "panicking");
        assert_eq!(all("bully", Form::Verb), "bully bullies bullied bullying");
        assert_eq!(all("strongman", Form::Noun), "strongman strongmen");
        assert_eq!(all("crony", Form::Noun), "crony cronies");
        assert_eq!(all("brutal", Form::Adjective), "brutal brutally");
        assert_eq!(all("horrible", Form::Adjective), "horrible horribly");
        assert_eq!(all("hysteric", Form::Adjective), "hysteric hysterically");
        assert_eq!(all("deadly", Form::Degrees), "deadly deadlier deadliest");
        assert_eq!(all("big", Form::Degrees), "big bigger biggest");
        assert_eq!(all("quit", Form::Verb), "quit quits quitting");
        assert_eq!(all("crush", Form::Third), "crushes");
    }
}
