//! JSON Schemas of the file formats, generated from the types that the files are lowered into.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    kind::{Choice, Code, Estimate, Kind, Open, Order, Sql},
    question::Question,
    role::Role,
    rubric::Rubric,
    script::Script,
};

/// Which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum SchemaName {
    Question,
    Rubric,
    Role,
    Script,
}

/// The schema of a format, draft 7, closed against unknown keys.
pub fn json_schema(name: SchemaName) -> Value {
    let mut schema = match name {
        SchemaName::Question => question_file(),
        SchemaName::Rubric => of::<Rubric>(),
        SchemaName::Role => of::<Role>(),
        SchemaName::Script => of::<Script>(),
    };
    if name != SchemaName::Question {
        add(&mut schema, "format", json!({ "const": 1, "description": "The format number." }), true);
    }
    schema
}

/// A question file: the head, then questions; a question has exactly one kind.
fn question_file() -> Value {
    let mut question = of::<Question>();
    question["properties"]["minutes"] = json!({ "type": "integer", "minimum": 1, "maximum": 120 });
    let mut definitions = Map::new();
    let mut kinds = Kind::ALL.map(|kind| (kind, of_kind(kind)));
    for part in std::iter::once(&mut question).chain(kinds.iter_mut().map(|k| &mut k.1)) {
        let Some(part) = part.as_object_mut() else { continue };
        part.remove("$schema");
        if let Some(Value::Object(found)) = part.remove("definitions") {
            definitions.extend(found);
        }
    }
    for (kind, schema) in kinds {
        let name = schema["title"].as_str().unwrap_or_default().to_owned();
        question["properties"][kind.as_str()] = json!({ "$ref": format!("#/definitions/{name}") });
        definitions.insert(name, schema);
    }
    question["additionalProperties"] = json!(false);
    question["oneOf"] = json!(Kind::ALL.map(|k| json!({ "required": [k.as_str()] })));
    definitions.insert("Question".into(), question);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "viva question file",
        "type": "object",
        "additionalProperties": false,
        "required": ["format", "area", "topic", "question"],
        "properties": {
            "format": { "const": 1, "description": "The format number." },
            "area": { "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$", "description": "The folder." },
            "topic": { "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$", "description": "The file." },
            "question": { "type": "array", "minItems": 1, "items": { "$ref": "#/definitions/Question" } },
        },
        "definitions": definitions,
    })
}

fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Open => of::<Open>(),
        Kind::Choice => of::<Choice>(),
        Kind::Order => of::<Order>(),
        Kind::Estimate => of::<Estimate>(),
        Kind::Sql => of::<Sql>(),
        Kind::Code => of::<Code>(),
    }
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07();
    serde_json::to_value(settings.into_generator().into_root_schema_for::<T>()).unwrap_or_default()
}

fn add(schema: &mut Value, key: &str, value: Value, required: bool) {
    schema["properties"][key] = value;
    if required && let Some(list) = schema["required"].as_array_mut() {
        list.insert(0, json!(key));
    }
}
