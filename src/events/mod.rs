//! Which articles tell the same event, and which are copies of others.

use crate::tables::read::RunTables;

/// Where an article's event comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EventSource {
    /// The user named it.
    User,
    /// It was found.
    #[default]
    Auto,
}

/// An article's place among the events.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Assignment {
    pub event: String,
    pub source: EventSource,
    pub link_score: Option<f64>,
    pub shared_entities: Vec<String>,
    pub days_apart: Option<i64>,
    pub wire_source: String,
    pub duplicate_of: Option<u32>,
    pub related: Vec<(String, f64)>,
}

/// The events of a run, an assignment an article.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Events {
    pub of_article: Vec<Assignment>,
}

impl Events {
    /// The user's own events; an article without one is an event of its own.
    pub fn from_user(tables: &RunTables) -> Self {
        let of_article = tables
            .articles
            .iter()
            .map(|article| {
                let event = tables.symbols.text(article.event);
                let source = if event.is_empty() { EventSource::Auto } else { EventSource::User };
                Assignment {
                    event: if event.is_empty() { format!("article:{}", article.id) } else { event.to_owned() },
                    source,
                    wire_source: article.wire_source.clone(),
                    ..Assignment::default()
                }
            })
            .collect();
        Self { of_article }
    }
}
