//! JSON Schemas of the file formats, generated from the types that the files are lowered into.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    question::{Open, Question},
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
    let open = of::<Open>();
    let mut definitions = Map::new();
    for part in [&mut question, &mut open.clone()] {
        if let Some(Value::Object(found)) = part.as_object_mut().and_then(|o| o.remove("definitions")) {
            definitions.extend(found);
        }
    }
    let mut open = open;
    if let Some(o) = open.as_object_mut() {
        o.remove("definitions");
        o.remove("$schema");
    }
    question.as_object_mut().map(|o| o.remove("$schema"));
    definitions.insert("Open".into(), open);
    let properties = question["properties"].as_object().cloned().unwrap_or_default();
    question["properties"] = Value::Object(properties);
    question["properties"]["open"] = json!({ "$ref": "#/definitions/Open" });
    question["additionalProperties"] = json!(false);
    question["oneOf"] = json!(super::Body::KINDS.map(|k| json!({ "required": [k] })));
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
