#include "model/member_reader.h"

#include <string>
#include <string_view>
#include <utility>

#include "model/yaml_value.h"

namespace semaflow::model {
namespace {

/// `type`, or `data_type` of 0.1; not both.
template <typename FieldsOf>
Text ReadType(FieldsOf& fields, NodeReader& reader) {
  const LocatedNode* type = fields.template Find<"type">();
  const LocatedNode* old = fields.template Find<"data_type">();
  if (type != nullptr && old != nullptr) {
    reader.diagnostics().Add({.code = ErrorCode::kConflictingKeys,
                              .place = reader.KeyPlaceOf(*old),
                              .message = "the type is told twice",
                              .help = "keep `type`",
                              .others = {{reader.KeyPlaceOf(*type), "the other one"}}});
  }
  return reader.ReadText(type != nullptr ? type : old);
}

template <typename FieldsOf>
Presentation ReadPresentation(FieldsOf& fields, NodeReader& reader) {
  Presentation shown;
  shown.label = reader.ReadString(fields.template Find<"label">());
  shown.description = reader.ReadString(fields.template Find<"description">());
  shown.unit = reader.ReadString(fields.template Find<"unit">());
  shown.format = reader.ReadString(fields.template Find<"format">());
  shown.hidden = reader.ReadBool(fields.template Find<"hidden">());
  if (const LocatedNode* meta = fields.template Find<"meta">()) {
    shown.meta_json = YamlToJson(*meta);
  }
  return shown;
}

template <typename FieldsOf>
SqlDefinition ReadSql(FieldsOf& fields, NodeReader& reader) {
  const LocatedNode* node = fields.template Find<"sql">();
  if (node != nullptr && node->child_count == 0) {
    reader.Add(*node, ErrorCode::kWrongType, "\"sql\" names no dialect", "write {duckdb: \"...\"}");
  }
  return reader.ReadNameMap(node);
}

void ReadMeasureDimension(Fields<kDimensionObject>& fields, NodeReader& reader,
                          DimensionDefinition& dimension) {
  const LocatedNode* measure = fields.Find<"measure">();
  const LocatedNode* per = fields.Find<"per">();
  if (measure == nullptr) {
    if (per != nullptr && !fields.Has<"measure">()) {
      reader.AddAtKey(*per, ErrorCode::kMissingKey, "\"per\" needs the key \"measure\"");
    }
    return;
  }
  MeasureDimensionDefinition definition;
  definition.measure = reader.ReadNameExpr(measure);
  if (per != nullptr && per->kind == NodeKind::kScalar) definition.per = reader.ReadText(*per);
  if (per != nullptr && per->kind == NodeKind::kSequence) {
    definition.per_all = per->child_count == 0;
    if (!definition.per_all) {
      reader.Add(*per, ErrorCode::kWrongType, "\"per\" is one role, or [] for all rows",
                 "write the role without brackets");
    }
  }
  dimension.measure = std::move(definition);
}

DimensionDefinition ReadDimension(const LocatedNode& node, NodeReader& reader) {
  DimensionDefinition dimension;
  dimension.name = reader.ReadKey(node);
  dimension.place = reader.PlaceOf(node);
  if (node.kind == NodeKind::kScalar) {
    if (!node.tag.empty()) {
      reader.Add(node, ErrorCode::kYamlTag,
                 "the YAML tag " + Quoted(node.tag) + " has no meaning here", "leave it out");
      dimension.refused = true;
    } else if (IsNull(node) || node.text.empty()) {
      reader.Add(node, ErrorCode::kWrongType, "the dimension " + Quoted(node.key) + " is empty",
                 "write the name of its column: `" + std::string(node.key) + ": " +
                     std::string(node.key) + "`");
      dimension.refused = true;
    } else {
      dimension.expr = {std::string(node.text), reader.PlaceOf(node), node.spelling};
      dimension.verbatim = true;
    }
    return dimension;
  }
  auto fields = reader.Open<kDimensionObject>(node, node.key);
  dimension.expr = reader.ReadExpr(fields.Find<"expr">());
  dimension.sql = ReadSql(fields, reader);
  ReadMeasureDimension(fields, reader, dimension);
  dimension.type = ReadType(fields, reader);
  dimension.not_null = reader.ReadBool(fields.Find<"not_null">());
  dimension.stored_in = reader.ReadText(fields.Find<"stored_in">());
  dimension.collation = reader.ReadText(fields.Find<"collation">());
  dimension.presentation = ReadPresentation(fields, reader);
  dimension.refused = fields.has_unknown() || (fields.Has<"expr">() && !dimension.expr.given()) ||
                      (fields.Has<"sql">() && dimension.sql.empty()) ||
                      (fields.Has<"measure">() && !dimension.measure);
  fields.Done();
  return dimension;
}

/// `agg: !string_agg {separator: ", "}` and Python's `{string_agg: {separator: ", "}}`.
const LocatedNode* StringAggOf(const LocatedNode& node) {
  if (node.tag == "!string_agg") return &node;
  if (node.child_count != 1) return nullptr;
  const LocatedNode& child = *Children(node).begin();
  return child.key == "string_agg" && child.kind == NodeKind::kMapping ? &child : nullptr;
}

void ReadStringAgg(const LocatedNode& agg, NodeReader& reader, MeasureDefinition& measure,
                   MeasureDetails& details) {
  const LocatedNode* options = StringAggOf(agg);
  if (options == nullptr || options->kind != NodeKind::kMapping) {
    reader.Add(agg, ErrorCode::kWrongType, "\"agg\" must be the name of an aggregate",
               "write `agg: string_agg` and `separator: \", \"` beside it");
    measure.refused = true;
    return;
  }
  measure.agg = {"string_agg", reader.PlaceOf(agg)};
  for (const LocatedNode& child : Children(*options)) {
    if (child.key != "separator" || child.kind != NodeKind::kScalar) {
      reader.AddAtKey(child, ErrorCode::kUnknownKey, "string_agg has no key " + Quoted(child.key),
                      "its only key is separator");
      continue;
    }
    details.separator = reader.ReadText(child);
    details.has_separator = true;
  }
  reader.diagnostics().Warn({.code = ErrorCode::kDeprecated,
                             .place = reader.PlaceOf(agg),
                             .message = "this is how SemaFlow 0.1 wrote string_agg",
                             .help = "write `agg: string_agg` and `separator: \", \"` beside it"});
}

void ReadAggregate(Fields<kMeasureObject>& fields, NodeReader& reader, MeasureDefinition& measure,
                   MeasureDetails& details) {
  const LocatedNode* agg = fields.Find<"agg">();
  const LocatedNode* separator = fields.Find<"separator">();
  if (separator != nullptr) {
    details.separator = reader.ReadText(*separator);
    details.has_separator = true;
  }
  details.order_by = reader.ReadExpr(fields.Find<"order_by">());
  if (agg == nullptr) return;
  if (agg->kind == NodeKind::kMapping || !agg->tag.empty()) {
    ReadStringAgg(*agg, reader, measure, details);
  } else {
    measure.agg = reader.ReadText(*agg);
  }
}

void ReadFormula(Fields<kMeasureObject>& fields, NodeReader& reader, MeasureDefinition& measure) {
  const LocatedNode* formula = fields.Find<"formula">();
  const LocatedNode* old = fields.Find<"post_expr">();
  if (formula != nullptr && old != nullptr) {
    reader.diagnostics().Add({.code = ErrorCode::kConflictingKeys,
                              .place = reader.KeyPlaceOf(*old),
                              .message = "the formula is told twice",
                              .help = "keep `formula`",
                              .others = {{reader.KeyPlaceOf(*formula), "the other one"}}});
    return;
  }
  measure.formula = reader.ReadExpr(formula != nullptr ? formula : old);
  measure.post_expr = old != nullptr;
}

void ReadOver(const LocatedNode* node, NodeReader& reader, MeasureDetails& details) {
  if (node == nullptr) return;
  auto fields = reader.Open<kOverObject>(*node);
  OverDefinition over;
  over.time = reader.ReadText(fields.Find<"time">());
  over.take = reader.ReadWord(fields.Find<"take">());
  over.per = reader.ReadNames(fields.Find<"per">());
  over.place = reader.PlaceOf(*node);
  fields.Done();
  details.over = std::move(over);
}

void ReadConversion(const LocatedNode* node, NodeReader& reader, MeasureDetails& details) {
  if (node == nullptr) return;
  auto fields = reader.Open<kConversionObject>(*node);
  ConversionDefinition conversion;
  conversion.base = reader.ReadNameExpr(fields.Find<"base">());
  conversion.event = reader.ReadNameExpr(fields.Find<"event">());
  conversion.by = reader.ReadText(fields.Find<"by">());
  conversion.within = reader.ReadText(fields.Find<"within">());
  conversion.same = reader.ReadNames(fields.Find<"same">());
  conversion.give = reader.ReadWord(fields.Find<"give">());
  conversion.place = reader.PlaceOf(*node);
  fields.Done();
  details.conversion = std::move(conversion);
}

void ReadSteps(Fields<kMeasureObject>& fields, NodeReader& reader, MeasureDetails& details) {
  details.of = reader.ReadNameExpr(fields.Find<"of">());
  ReadOver(fields.Find<"over">(), reader, details);
  details.rolling = reader.ReadText(fields.Find<"rolling">());
  details.to_date = reader.ReadWord(fields.Find<"to_date">());
  details.at = reader.ReadWord(fields.Find<"at">());
  details.period_take = reader.ReadWord(fields.Find<"period_take">());
  details.offset = reader.ReadText(fields.Find<"offset">());
  details.offset_to = reader.ReadWord(fields.Find<"offset_to">());
  if (const LocatedNode* share = fields.Find<"share_of">()) {
    details.share_of = reader.ReadNames(share);
    details.share_of_place = reader.KeyPlaceOf(*share);
  }
  ReadConversion(fields.Find<"conversion">(), reader, details);
  details.without_time = reader.ReadWord(fields.Find<"without_time">());
  if (const LocatedNode* fill = fields.Find<"fill">()) {
    details.fill = YamlToValue(*fill);
    details.fill_place = fill->text.empty() ? reader.KeyPlaceOf(*fill) : reader.PlaceOf(*fill);
  }
  details.time = reader.ReadText(fields.Find<"time">());
  details.grain = reader.ReadWord(fields.Find<"grain">());
}

/// True when one of the keys that MeasureDetails keeps stands in the file.
bool HasDetails(const Fields<kMeasureObject>& fields) {
  return fields.Has<"separator">() || fields.Has<"order_by">() || fields.Has<"of">() ||
         fields.Has<"over">() || fields.Has<"rolling">() || fields.Has<"to_date">() ||
         fields.Has<"at">() || fields.Has<"period_take">() || fields.Has<"offset">() ||
         fields.Has<"offset_to">() || fields.Has<"share_of">() || fields.Has<"conversion">() ||
         fields.Has<"without_time">() || fields.Has<"fill">() || fields.Has<"time">() ||
         fields.Has<"grain">();
}

MeasureDefinition ReadMeasure(const LocatedNode& node, NodeReader& reader) {
  MeasureDefinition measure;
  measure.name = reader.ReadKey(node);
  measure.place = reader.PlaceOf(node);
  auto fields = reader.Open<kMeasureObject>(node, node.key);
  MeasureDetails details;
  ReadAggregate(fields, reader, measure, details);
  measure.expr = reader.ReadExpr(fields.Find<"expr">());
  measure.sql = ReadSql(fields, reader);
  measure.filter = reader.ReadExpr(fields.Find<"filter">());
  ReadFormula(fields, reader, measure);
  ReadSteps(fields, reader, details);
  measure.type = ReadType(fields, reader);
  measure.sparse = reader.ReadBool(fields.Find<"sparse">());
  if (const LocatedNode* dense = fields.Find<"dense">()) {
    const Text word = reader.ReadWord(dense);
    measure.dense = word.value == "periods" ? MeasureDefinition::Dense::kPeriods
                    : word.value == "true"  ? MeasureDefinition::Dense::kGroups
                                            : MeasureDefinition::Dense::kNo;
  }
  measure.presentation = ReadPresentation(fields, reader);
  // A key whose value was refused must not look like one that was never there.
  measure.refused =
      measure.refused || (fields.Has<"agg">() && measure.agg.value.empty()) ||
      (fields.Has<"expr">() && !measure.expr.given()) ||
      (fields.Has<"sql">() && measure.sql.empty()) ||
      (fields.Has<"filter">() && !measure.filter.given()) ||
      (fields.Has<"of">() && !details.of.given()) ||
      (fields.Has<"conversion">() && !details.conversion) ||
      ((fields.Has<"formula">() || fields.Has<"post_expr">()) && !measure.formula.given());
  if (HasDetails(fields) || details.has_separator) measure.details = std::move(details);
  fields.Done();
  return measure;
}

}  // namespace

std::vector<DimensionDefinition> ReadDimensions(const LocatedNode* node, NodeReader& reader) {
  std::vector<DimensionDefinition> dimensions;
  if (node == nullptr) return dimensions;
  dimensions.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) {
    if (child.kind == NodeKind::kSequence) {
      reader.Add(
          child, ErrorCode::kWrongType,
          "the dimension " + Quoted(child.key) + " must be a mapping or a column, not a list");
      continue;
    }
    dimensions.push_back(ReadDimension(child, reader));
  }
  return dimensions;
}

std::vector<MeasureDefinition> ReadMeasures(const LocatedNode* node, NodeReader& reader) {
  std::vector<MeasureDefinition> measures;
  if (node == nullptr) return measures;
  measures.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) {
    if (child.kind != NodeKind::kMapping) {
      reader.Add(child, ErrorCode::kWrongType,
                 "the measure " + Quoted(child.key) + " must be a mapping, not " +
                     std::string(KindOf(child)),
                 "write {agg: count}, {expr: amount, agg: sum} or {formula: \"a / b\"}");
      continue;
    }
    measures.push_back(ReadMeasure(child, reader));
  }
  return measures;
}

}  // namespace semaflow::model
