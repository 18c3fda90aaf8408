//! The report: one offline page from the tables of a run folder and, where they may be shown, the articles' texts.
//!
//! tables → [`build`] → [`model::Model`], capped → [`page`]: template, style and scripts in one file with a strict policy.
//! A run that is too large for one page becomes an index and a page for each of the busiest events.

pub mod align;
pub mod build;
pub mod chart;
pub mod escape;
pub mod figures;
pub mod grid;
pub mod model;
pub mod names;
pub mod page;
pub mod segments;
mod slices;
pub mod tables;
pub mod texts;

use grid::Tables;

pub use model::ReportOptions;
pub use texts::{ArticleText, TextStore, Texts};

use anyhow::Context;
use rayon::prelude::*;
use std::path::Path;

/// Articles shown whole in one page.
pub const MAX_ARTICLES: usize = 300;
/// Events that get a page of their own.
const MAX_PAGES: usize = 200;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Pages, report.html included.
    pub pages: usize,
    /// Articles shown whole.
    pub articles: usize,
    /// Bytes of report.html.
    pub bytes: usize,
}

/// Writes report.html (and `report/` for a large run) into `out`, from the tables in `run_folder`.
///
/// # Errors
/// A table that cannot be read, a folder that cannot be written.
pub fn write(run_folder: &Path, texts: Option<&Texts>, options: &ReportOptions, out: &Path) -> anyhow::Result<Written> {
    let run = build::read(run_folder, options)?;
    let renderer = page::Renderer::new()?;
    let mut done = Written::default();
    if run.articles.len() <= options.cap() {
        let all: Vec<usize> = (0..run.events.len()).collect();
        let model = build::model(Tables::whole(run_folder), &run, texts, options, &all, options.cap())?;
        figures(&model, options)?;
        let page = renderer.render(&model)?;
        done.articles = model.shown_articles;
        done.bytes = page.len();
        put(&out.join("report.html"), &page)?;
        done.pages = 1;
        return Ok(done);
    }
    // Too much for one page: the figures in an index, the articles in a page an event.
    let folder = out.join("report");
    std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    let busiest: Vec<(usize, &model::Event)> = run.events.iter().enumerate().filter(|(_, e)| !e.loose).take(MAX_PAGES).collect();
    let wanted: Vec<(String, Vec<String>)> =
        busiest.iter().map(|(_, e)| (e.id.clone(), e.articles.iter().filter_map(|a| run.ids.get(*a).cloned()).collect())).collect();
    let pages = |slices: &slices::Slices, (page, (at, event)): (usize, (usize, &model::Event))| -> anyhow::Result<(model::Event, usize)> {
        let mut model = build::model(slices.page(run_folder, page), &run, texts, options, &[at], options.cap())?;
        model.index = "../report.html".into();
        let name = format!("event-{:04}.html", at + 1);
        put(&folder.join(&name), &renderer.render(&model)?)?;
        Ok((model::Event { page: format!("report/{name}"), ..event.clone() }, model.shown_articles))
    };
    let index = || build::model(Tables::whole(run_folder), &run, None, options, &[], 0);
    let (index, made) = rayon::join(index, || -> anyhow::Result<Vec<(model::Event, usize)>> {
        let slices = slices::Slices::cut(run_folder, &wanted)?;
        busiest.into_par_iter().enumerate().map(|page| pages(&slices, page)).collect()
    });
    let (mut index, made) = (index?, made?);
    index.caps.clone_from(&options.left_out);
    for (mut listed, shown) in made {
        done.articles += shown;
        done.pages += 1;
        listed.articles.clear();
        index.data.events.push(listed);
    }
    let more = index.total_events.saturating_sub(index.data.events.len());
    index.caps.push(format!(
        "With {} articles this run is too large for one page: the {} busiest of {} events have a page of their own{}.",
        run.articles.len(),
        index.data.events.len(),
        index.total_events,
        if more > 0 {
            format!(", the other {more} and the articles that stand alone are in the tables")
        } else {
            ", the articles that stand alone are in the tables".into()
        }
    ));
    index.views = vec![model::EventView::default(); index.data.events.len()];
    figures(&index, options)?;
    let page = renderer.render(&index)?;
    done.bytes = page.len();
    put(&out.join("report.html"), &page)?;
    done.pages += 1;
    Ok(done)
}

fn figures(model: &model::Model, options: &ReportOptions) -> anyhow::Result<()> {
    options.figures.as_deref().map_or(Ok(()), |folder| figures::write(model, folder))
}

fn put(path: &Path, page: &str) -> anyhow::Result<()> {
    std::fs::write(path, page).with_context(|| format!("{}: cannot be written", path.display()))
}
