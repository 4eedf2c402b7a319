//! The map of the field: areas with their topics, and the tags in use. `questions/map.toml`.

use indexmap::IndexMap;

use super::{
    codes,
    fields::{Fields, Reader, as_text, id_of},
};
use crate::model::{AreaId, Finding, SourceId, TopicId};

/// Areas in the order of the map, their topics, and what each tag stands for.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// By id, in file order.
    pub areas: IndexMap<AreaId, Area>,
    /// Tag to meaning, in file order.
    pub tags: IndexMap<String, String>,
}

/// One area of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// What lists show.
    pub title: String,
    /// The topics it must cover.
    pub topics: Vec<TopicId>,
}

impl Map {
    /// Adds a later map: new areas, topics and tags join, known ones are taken over.
    pub fn extend(&mut self, later: Map) {
        for (id, area) in later.areas {
            match self.areas.get_mut(&id) {
                Some(known) => {
                    known.title = area.title;
                    for topic in area.topics {
                        if !known.topics.contains(&topic) {
                            known.topics.push(topic);
                        }
                    }
                }
                None => {
                    self.areas.insert(id, area);
                }
            }
        }
        self.tags.extend(later.tags);
    }
}

/// Reads a map file.
pub fn read(source: SourceId, text: &str) -> (Map, Vec<Finding>) {
    let reader = Reader::new(source, 0);
    let table = reader.parse(text);
    let mut f = Fields::new(&reader, "map", table.get_ref(), 0..0).at_most(2000);
    f.format();
    let mut map = Map::default();
    for (name, span, node) in f.entries("area") {
        let Some(mut g) = Fields::of(&reader, "area", node) else { continue };
        let title = g.text("title");
        let topics = g.ids::<TopicId>("topics").into_iter().map(|t| t.0).collect();
        g.finish();
        if let (Some(id), Some(title)) = (id_of::<AreaId>(&reader, name, &span), title) {
            map.areas.insert(id, Area { title, topics });
        }
    }
    for (name, span, node) in f.entries("tags") {
        if id_of::<TopicId>(&reader, name, &span).is_some()
            && let Some(meaning) = as_text(&reader, name, node)
        {
            map.tags.insert(name.to_owned(), meaning);
        }
    }
    f.finish();
    if reader.is_clean() && map.areas.is_empty() && map.tags.is_empty() {
        reader.report(reader.finding(&codes::UNKNOWN_FILE, &(0..0), "the map names no area and no tag"));
    }
    (map, reader.finish())
}
