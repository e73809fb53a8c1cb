//! The API for people: the OpenAPI document as a page.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use storefront_templates::pages::{
    ApiDocsPage, ApiField, ApiKind, ApiOperation, ApiProse, ApiResponse, ApiSchema, ApiTag,
};

use super::context::Context;
use super::html;
use crate::error::Error;

/// In the order in which they are read best.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What the page says about a document.
#[derive(Debug)]
struct Described {
    tags: Vec<ApiTag>,
    schemas: Vec<ApiSchema>,
}

/// The document does not change while the server runs.
static DESCRIBED: LazyLock<Described> = LazyLock::new(|| {
    let document = serde_json::to_value(crate::openapi()).expect("the document is plain data");
    describe(&document)
});

pub(super) async fn docs(context: Context) -> Result<Response, Error> {
    let Described { tags, schemas } = &*DESCRIBED;
    html(&ApiDocsPage {
        chrome: context.chrome,
        tags: tags.clone(),
        schemas: schemas.clone(),
    })
}

fn describe(document: &Value) -> Described {
    let shapes = &document["components"]["schemas"];
    let mut tags: Vec<ApiTag> = Vec::new();
    for (path, methods) in members(&document["paths"]) {
        for (method, operation) in METHODS
            .into_iter()
            .filter_map(|method| Some((method, methods.get(method)?)))
        {
            let name = text(&operation["tags"][0]);
            let described = describe_operation(method, path, operation, shapes);
            match tags.iter_mut().find(|tag| tag.name == name) {
                Some(tag) => tag.operations.push(described),
                None => tags.push(ApiTag {
                    name,
                    operations: vec![described],
                }),
            }
        }
    }
    let schemas = members(shapes)
        .map(|(name, shape)| describe_shape(name, shape, shapes))
        .collect();
    Described { tags, schemas }
}

fn describe_operation(method: &str, path: &str, operation: &Value, shapes: &Value) -> ApiOperation {
    let summary = format!(
        "{} {}",
        text(&operation["summary"]),
        text(&operation["description"])
    );
    ApiOperation {
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        summary: ApiProse(summary.trim().to_owned()),
        security: list(&operation["security"])
            .flat_map(members)
            .map(|(name, _)| name.clone())
            .collect(),
        parameters: list(&operation["parameters"])
            .map(|parameter| describe_parameter(parameter, shapes))
            .collect(),
        body: shape_of_content(&operation["requestBody"], shapes),
        responses: members(&operation["responses"])
            .filter_map(|(status, response)| describe_response(status, response, shapes))
            .collect(),
    }
}

/// `{name}` in the path, `?name` in the query.
fn describe_parameter(parameter: &Value, shapes: &Value) -> ApiField {
    let name = text(&parameter["name"]);
    ApiField {
        name: if parameter["in"] == "query" {
            format!("?{name}")
        } else {
            format!("{{{name}}}")
        },
        kind: kind(&parameter["schema"], shapes),
        required: parameter["required"] == true,
        description: ApiProse(text(&parameter["description"])),
    }
}

fn describe_response(status: &str, response: &Value, shapes: &Value) -> Option<ApiResponse> {
    let status = StatusCode::from_bytes(status.as_bytes()).ok()?;
    let said = text(&response["description"]);
    Some(ApiResponse {
        status: status.as_u16(),
        description: if said.is_empty() {
            status.canonical_reason().unwrap_or_default().to_owned()
        } else {
            said
        },
        schema: shape_of_content(response, shapes),
    })
}

fn describe_shape(name: &str, shape: &Value, shapes: &Value) -> ApiSchema {
    let required: Vec<&Value> = list(&shape["required"]).collect();
    let field = |(name, value): (&String, &Value)| ApiField {
        name: name.clone(),
        kind: kind(value, shapes),
        required: required.iter().any(|required| *required == name),
        description: ApiProse(text(&value["description"])),
    };
    let mut fields: Vec<ApiField> = members(&shape["properties"]).map(field).collect();
    fields.sort_by_key(|field| !field.required);
    ApiSchema {
        name: name.to_owned(),
        description: ApiProse(text(&shape["description"])),
        kind: nameless_kind(shape, shapes),
        fields,
    }
}

/// The shape of a body; bodies without a name of their own have none.
fn shape_of_content(holder: &Value, shapes: &Value) -> Option<String> {
    let (_, content) = members(&holder["content"]).next()?;
    kind(&content["schema"], shapes).schema
}

/// What a value may be, by its shape's name where it has one.
fn kind(value: &Value, shapes: &Value) -> ApiKind {
    match shape_name(value, shapes) {
        Some(name) => ApiKind {
            schema: Some(name.to_owned()),
            text: String::new(),
        },
        None => nameless_kind(value, shapes),
    }
}

fn shape_name<'a>(value: &'a Value, shapes: &'a Value) -> Option<&'a str> {
    if let Some(reference) = value["$ref"].as_str() {
        return reference.rsplit('/').next();
    }
    // Items of a page are written out in full instead of referred to.
    let written_out = value.get("properties").is_some();
    let (name, _) = members(shapes).find(|(_, shape)| written_out && *shape == value)?;
    Some(name)
}

fn nameless_kind(value: &Value, shapes: &Value) -> ApiKind {
    let is_null = |choice: &&Value| choice["type"] == "null";
    if let Some(one) = list(&value["oneOf"]).find(|choice| !is_null(choice)) {
        let mut kind = kind(one, shapes);
        if list(&value["oneOf"]).any(|choice| is_null(&choice)) {
            kind.text.push_str(" | null");
        }
        return kind;
    }
    let values: Vec<String> = list(&value["enum"]).map(Value::to_string).collect();
    if !values.is_empty() {
        return ApiKind {
            schema: None,
            text: values.join(" | "),
        };
    }
    if value["type"] == "array" {
        let mut kind = kind(&value["items"], shapes);
        kind.text.push_str("[]");
        return kind;
    }
    let format = value["format"].as_str();
    let types = value["type"]
        .as_str()
        .into_iter()
        .chain(list(&value["type"]).filter_map(Value::as_str));
    let types: Vec<String> = types
        .map(|name| match format {
            Some(format) if name != "null" => format!("{name} ({format})"),
            _ => name.to_owned(),
        })
        .collect();
    ApiKind {
        schema: None,
        text: types.join(" | "),
    }
}

/// The members of an object; nothing of anything else.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The elements of an array; nothing of anything else.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_operation_is_described_and_every_shape_it_names_is_there() {
        let document = serde_json::to_value(crate::openapi()).expect("plain data");
        let Described { tags, schemas } = describe(&document);
        let operations: Vec<&ApiOperation> = tags.iter().flat_map(|tag| &tag.operations).collect();
        let expected: usize = members(&document["paths"])
            .map(|(_, methods)| members(methods).count())
            .sum();
        assert_eq!(operations.len(), expected);
        assert!(tags.iter().all(|tag| !tag.name.is_empty()));
        for operation in operations {
            assert!(
                !operation.summary.is_empty(),
                "{} {}",
                operation.method,
                operation.path
            );
            assert!(
                !operation.responses.is_empty(),
                "{} {}",
                operation.method,
                operation.path
            );
            let answers = operation
                .responses
                .iter()
                .filter_map(|response| response.schema.as_ref());
            let arguments = operation
                .parameters
                .iter()
                .filter_map(|field| field.kind.schema.as_ref());
            for named in answers.chain(arguments).chain(&operation.body) {
                assert!(
                    schemas.iter().any(|schema| schema.name == *named),
                    "{named} is not described"
                );
            }
        }
    }

    #[test]
    fn kinds_are_said_in_short() {
        let shapes = json!({
            "Show": { "type": "object", "properties": { "id": { "type": "string" } } },
            "State": { "type": "string", "enum": ["live", "ended"] },
        });
        let said = |value: Value| {
            let ApiKind { schema, text } = kind(&value, &shapes);
            schema.unwrap_or_default() + &text
        };
        let show = json!({ "$ref": "#/components/schemas/Show" });
        assert_eq!(said(show.clone()), "Show");
        assert_eq!(said(shapes["Show"].clone()), "Show");
        assert_eq!(said(json!({ "type": "array", "items": show })), "Show[]");
        assert_eq!(
            said(json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/x/Show" }] })),
            "Show | null"
        );
        assert_eq!(
            said(json!({ "type": ["string", "null"], "format": "date-time" })),
            "string (date-time) | null"
        );
        assert_eq!(said(shapes["State"].clone()), "\"live\" | \"ended\"");
        assert_eq!(said(json!({})), "");
    }
}
