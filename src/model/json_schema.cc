// The JSON Schema of the YAML files, from the key table that the reader checks by.
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "model/key_table.h"
#include "model/load.h"

namespace semaflow::model {
namespace {

constexpr const ObjectInfo* kObjects[] = {
    &kTableObject,   &kFlowObject, &kCalendarObject,   &kSettingsObject, &kDimensionObject,
    &kMeasureObject, &kOverObject, &kConversionObject, &kValidObject,    &kJoinObject,
    &kJoinKeyObject, &kLinkObject, &kAsofObject,       &kBaseTableObject};

/// A scalar: YAML readers give numbers and booleans where a plain text looks like one.
constexpr std::string_view kScalar = R"({"type":["string","number","boolean"]})";
constexpr std::string_view kFilledScalar =
    R"({"type":["string","number","boolean"],"minLength":1})";

/// What SemaFlow 0.1 wrote for expressions.
constexpr std::string_view kExpressionTree = R"({
      "description": "An expression as a tree, as SemaFlow 0.1 wrote it; text is shorter",
      "deprecated": true,
      "type": "object",
      "oneOf": [
        {
          "properties": {"type": {"const": "column"}, "column": {"type": "string"}},
          "required": ["type", "column"],
          "additionalProperties": false
        },
        {
          "properties": {"type": {"const": "literal"}, "value": true},
          "required": ["type", "value"],
          "additionalProperties": false
        },
        {
          "properties": {
            "type": {"const": "func"},
            "func": {"type": ["string", "object"]},
            "args": {"type": "array", "items": {"$ref": "#/$defs/expression"}}
          },
          "required": ["type", "func"],
          "additionalProperties": false
        },
        {
          "properties": {
            "type": {"const": "binary"},
            "op": {
              "enum": ["add", "subtract", "multiply", "divide", "modulo",
                       "eq", "neq", "gt", "gte", "lt", "lte", "and", "or"]
            },
            "left": {"$ref": "#/$defs/expression"},
            "right": {"$ref": "#/$defs/expression"}
          },
          "required": ["type", "op", "left", "right"],
          "additionalProperties": false
        },
        {
          "properties": {
            "type": {"const": "case"},
            "branches": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "when": {"$ref": "#/$defs/expression"},
                  "then": {"$ref": "#/$defs/expression"}
                },
                "required": ["when", "then"],
                "additionalProperties": false
              }
            },
            "else_expr": {"$ref": "#/$defs/expression"}
          },
          "required": ["type", "branches"],
          "additionalProperties": false
        },
        {
          "properties": {"type": {"const": "measure_ref"}, "name": {"type": "string"}},
          "required": ["type", "name"],
          "additionalProperties": false
        },
        {
          "properties": {"measure": {"type": "string"}},
          "required": ["measure"],
          "additionalProperties": false
        }
      ]
    })";

std::string RefTo(const ObjectInfo& object) {
  return R"({"$ref":"#/$defs/)" + std::string(object.id) + "\"}";
}

std::string EnumOf(std::span<const std::string_view> words, bool booleans) {
  std::string out = R"({"enum":[)";
  if (booleans) out += "true,false,";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonString(out, words[i]);
  }
  return out + "]}";
}

std::string ListOf(std::string_view item) {
  return R"({"type":"array","items":)" + std::string(item) + "}";
}

std::string MapOf(std::string_view value) {
  return R"({"type":"object","additionalProperties":)" + std::string(value) + "}";
}

std::string EitherOf(std::string_view a, std::string_view b) {
  return R"({"anyOf":[)" + std::string(a) + "," + std::string(b) + "]}";
}

/// The schema of what may stand behind a key.
std::string SchemaOf(const KeyInfo& key) {
  switch (key.shape) {
    case Shape::kText:
      return std::string(kScalar);
    case Shape::kName:
      return std::string(kFilledScalar);
    case Shape::kWord:
      return EnumOf(key.words, false);
    case Shape::kTrueOrWord:
      return EnumOf(key.words, true);
    case Shape::kBool:
      return R"({"type":"boolean"})";
    case Shape::kInteger:
      return R"({"type":"integer"})";
    case Shape::kExpr:
      return R"({"$ref":"#/$defs/expression"})";
    case Shape::kNames:
      return ListOf(kFilledScalar);
    case Shape::kNameOrNames:
      return EitherOf(kFilledScalar, ListOf(kFilledScalar));
    case Shape::kNameLists:
      return ListOf(ListOf(kFilledScalar));
    case Shape::kNameMap:
      return MapOf(kFilledScalar);
    case Shape::kDialects:
      return R"({"type":"object","minProperties":1,"additionalProperties":)" +
             std::string(kFilledScalar) + "}";
    case Shape::kObject:
      return RefTo(*key.object);
    case Shape::kObjectList:
      return ListOf(RefTo(*key.object));
    case Shape::kObjectMap: {
      const std::string object = RefTo(*key.object);
      const std::string entry =
          key.object->short_form.empty() ? object : EitherOf(kFilledScalar, object);
      return R"({"type":["object","null"],"additionalProperties":)" + entry + "}";
    }
    case Shape::kAggregate:
      return EitherOf(kFilledScalar,
                      R"({"type":"object","properties":{"string_agg":{"type":"object"},)"
                      R"("separator":{"type":"string"}},"additionalProperties":false})");
    case Shape::kScalarOrNull:
      return R"({"type":["string","number","boolean","null"]})";
    case Shape::kAny:
      return "{}";
  }
  return "{}";
}

/// The schema of a key with its description.
std::string PropertyOf(const KeyInfo& key) {
  std::string schema = SchemaOf(key);
  schema.pop_back();
  if (schema.size() > 1) schema += ',';
  schema += R"("description":)";
  AppendJsonString(schema, key.summary);
  if (!key.successor.empty()) schema += R"(,"deprecated":true)";
  return schema + "}";
}

void AppendObject(std::string& out, const ObjectInfo& object) {
  out += "    ";
  AppendJsonString(out, object.id);
  out += ": {\n      \"description\": ";
  AppendJsonString(out, object.summary);
  out += ",\n      \"type\": \"object\",\n      \"properties\": {";
  bool first = true;
  for (const KeyInfo& key : object.keys) {
    out += first ? "\n        " : ",\n        ";
    first = false;
    AppendJsonString(out, key.key);
    out += ": " + PropertyOf(key);
  }
  out += "\n      },\n      \"required\": [";
  first = true;
  for (const KeyInfo& key : object.keys) {
    if (!key.required) continue;
    if (!first) out += ", ";
    first = false;
    AppendJsonString(out, key.key);
  }
  out += "],\n      \"additionalProperties\": false\n    }";
}

}  // namespace

std::string ModelJsonSchema() {
  std::string out = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "SemaFlow model files",
  "anyOf": [
    {"$ref": "#/$defs/table"},
    {"$ref": "#/$defs/flow"},
    {"$ref": "#/$defs/calendar"},
    {"$ref": "#/$defs/settings"}
  ],
  "$defs": {
)";
  for (const ObjectInfo* object : kObjects) {
    AppendObject(out, *object);
    out += ",\n";
  }
  out += "    \"expression\": " + EitherOf(kFilledScalar, R"({"$ref":"#/$defs/expression_tree"})");
  out += ",\n    \"expression_tree\": ";
  out += kExpressionTree;
  out += "\n  }\n}\n";
  return out;
}

}  // namespace semaflow::model
