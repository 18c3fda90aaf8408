//! slantwise marks the loaded words in news articles, says who says them and about whom, and shows how each outlet
//! frames the same event.
pub mod clean;
pub mod read;
pub mod record;
pub mod text;
