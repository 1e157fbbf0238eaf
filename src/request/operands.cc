#include "request/operands.h"

#include <array>
#include <utility>

#include "base/types.h"
#include "request/exact_number.h"
#include "request/object_reader.h"
#include "request/per_row.h"
#include "time/literal.h"

namespace semaflow::request {

namespace {

using expr::Expr;
using expr::Ref;

constexpr auto kFieldKeys = std::to_array<KeySpec>({
    {"field", kText, true},
    {"grain", kText},
});
static_assert(AreRequiredFirst(kFieldKeys));
constexpr auto kMeasurePerKeys = std::to_array<KeySpec>({
    {"measure", kText, true},
    {"per", static_cast<JsonKinds>(kText | kList)},
});
static_assert(AreRequiredFirst(kMeasurePerKeys));

bool HasKey(const ResolveState& state, const JsonNode& object, std::string_view key) {
  for (const JsonNode& child : state.tree.Children(object)) {
    if (child.key == key) return true;
  }
  return false;
}

/// Sets `time` and `bare` of an operand that is a time.
void SetTime(const ResolveState& state, Operand& operand) {
  if (!IsTime(operand.type.kind)) return;
  TimeOperand time{operand.type.kind, std::nullopt, state.zone, state.model.settings};
  const auto* ref = std::get_if<Ref>(&operand.value.node);
  if (ref != nullptr) time.stored_in = model::StoredIn(state.model, state.flow, *ref);
  if (ref != nullptr && ref->field.kind == time::TimeField::Kind::kGrain) {
    Ref whole = *ref;
    whole.field = {};
    operand.bare = Expr{whole};
    // The days of a date are its values.
    const bool days = operand.type.kind == TypeKind::kDate && ref->field.grain == time::Grain::kDay;
    if (!days) time.grain = ref->field.grain;
  }
  operand.time = time;
}

/// The `as` of a column must not hide a field that means something else.
bool HidesField(ResolveState& state, const NamedColumn& made, Span at) {
  const auto field = state.names.Peek(made.name);
  if (!field || made.column->value == Expr{*field}) return false;
  const std::string text = state.names.TextOf(*field);
  state.problems.Add(
      ErrorCode::kAmbiguousField, at,
      Quoted(made.name) + " is a column of this request and the field " + Quoted(text),
      text == made.name ? "give the column another \"as\""
                        : "write " + Quoted(text) + ", or give the column another \"as\"",
      {text});
  return true;
}

/// A number, or a number as text where a number in JSON would lose digits on its way.
std::optional<std::string_view> NumberText(const JsonNode& node, bool text_allowed) {
  if (node.kind == JsonKind::kNumber) return node.text;
  if (node.kind == JsonKind::kText && text_allowed && IsJsonNumber(node.text)) return node.text;
  return std::nullopt;
}

/// How a value failed to be one of its type; empty: by its kind.
struct Read {
  std::optional<Value> value;
  std::string_view problem;
};

Read ReadInteger(const JsonNode& node, bool exact) {
  const auto text = NumberText(node, /*text_allowed=*/true);
  if (!text) return {};
  if (const auto whole = WholeNumber(*text)) return {Value(*whole), {}};
  // Nothing equals it, but it has its place in the order of numbers.
  if (exact) return {std::nullopt, "a whole number of 64 bits; no value of the field equals it"};
  if (auto decimal = PlainDecimal(*text)) return {Value(Decimal{std::move(*decimal)}), {}};
  return {std::nullopt, "a number of at most 38 digits"};
}

Read ReadDecimal(const JsonNode& node) {
  const auto text = NumberText(node, /*text_allowed=*/true);
  if (!text) return {};
  if (auto decimal = PlainDecimal(*text)) return {Value(Decimal{std::move(*decimal)}), {}};
  return {std::nullopt, "a number of at most 38 digits"};
}

Read ReadFloat(const JsonNode& node) {
  const auto text = NumberText(node, /*text_allowed=*/false);
  if (!text) return {};
  if (const auto number = FloatNumber(*text)) return {Value(*number), {}};
  return {std::nullopt, "a number that a double holds"};
}

/// Where nobody knows the type, the JSON tells it.
Read ReadUntyped(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::kBool:
      return {Value(node.boolean), {}};
    case JsonKind::kText:
      return {Value(std::string(node.text)), {}};
    case JsonKind::kNumber:
      if (const auto whole = WholeNumber(node.text)) return {Value(*whole), {}};
      if (auto decimal = PlainDecimal(node.text)) return {Value(Decimal{std::move(*decimal)}), {}};
      return ReadFloat(node);
    case JsonKind::kNull:
    case JsonKind::kList:
    case JsonKind::kObject:
      return {};
  }
  return {};
}

Read ReadTyped(const DataType& type, const JsonNode& node, bool exact) {
  switch (type.kind) {
    case TypeKind::kUnknown:
      return ReadUntyped(node);
    case TypeKind::kBoolean:
      if (node.kind != JsonKind::kBool) return {};
      return {Value(node.boolean), {}};
    case TypeKind::kInteger:
      return ReadInteger(node, exact);
    case TypeKind::kDecimal:
      return ReadDecimal(node);
    case TypeKind::kFloat:
      return ReadFloat(node);
    case TypeKind::kText:
      if (node.kind != JsonKind::kText) return {};
      return {Value(std::string(node.text)), {}};
    case TypeKind::kTime:
      if (node.kind == JsonKind::kText) {
        if (const auto at = time::ParseTimeOfDay(node.text)) return {Value(*at), {}};
      }
      return {};
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kInterval:
    case TypeKind::kBinary:
    case TypeKind::kJson:
    case TypeKind::kList:
      return {};
  }
  return {};
}

}  // namespace

const NamedColumn* FindNamedColumn(ResolveState& state, std::string_view name, Span at,
                                   bool& told) {
  for (const NamedColumn& made : state.made) {
    if (made.name != name) continue;
    told = HidesField(state, made, at);
    return told ? nullptr : &made;
  }
  return nullptr;
}

bool IsGrainOfNamedColumn(ResolveState& state, const WrittenName& name) {
  for (const NamedColumn& made : state.made) {
    if (!name.text.starts_with(made.name)) continue;
    std::string_view word = name.text.substr(made.name.size());
    if (word.empty()) {
      word = name.grain;
    } else if (word.front() == '.') {
      word.remove_prefix(1);
    } else {
      continue;
    }
    if (!time::ParseTimeField(word) || state.names.Peek(name.text) || state.names.Peek(made.name)) {
      continue;
    }
    state.problems.Add(
        ErrorCode::kBadTimeField, name.grain.empty() ? name.span : name.grain_span,
        Quoted(made.name) +
            " is a column made in this request, and only fields of the model have "
            "grains and parts",
        "ask the grain where the column is made: {\"field\": ..., \"grain\": " + Quoted(word) +
            ", \"as\": " + Quoted(made.name) + "}, or date_trunc in its \"expr\"");
    return true;
  }
  return false;
}

Operand OperandOf(const ResolveState& state, const Field& field, std::string_view written) {
  Operand operand{Expr{field.ref}, field.type, field.measure != nullptr, written, {}, {}};
  SetTime(state, operand);
  return operand;
}

std::optional<Operand> FindOperand(ResolveState& state, const JsonNode& node, Wanted wanted) {
  WrittenName name{node.text, node.span, {}, {}};
  if (node.kind == JsonKind::kObject) {
    if (HasKey(state, node, "measure")) {
      std::array<const JsonNode*, kMeasurePerKeys.size()> found{};
      if (!ReadKeys(state.tree, node, "a measure as a field", kMeasurePerKeys, found,
                    state.problems)) {
        return std::nullopt;
      }
      const auto per_row = ReadPerRow(state, node, *found[0], found[1]);
      if (!per_row) return std::nullopt;
      Operand operand{Expr{per_row->ref}, per_row->type, false, found[0]->text, {}, {}};
      SetTime(state, operand);
      return operand;
    }
    std::array<const JsonNode*, kFieldKeys.size()> found{};
    if (!ReadKeys(state.tree, node, "a field", kFieldKeys, found, state.problems)) {
      return std::nullopt;
    }
    name.text = found[0]->text;
    name.span = found[0]->span;
    if (found[1] != nullptr) {
      name.grain = found[1]->text;
      name.grain_span = found[1]->span;
    }
  }
  if (name.grain.empty()) {
    bool told = false;
    const NamedColumn* made = FindNamedColumn(state, name.text, name.span, told);
    if (told) return std::nullopt;
    if (made != nullptr) {
      if (made->is_measure && wanted == Wanted::kDimension) {
        state.problems.Add(ErrorCode::kWrongFieldKind, name.span,
                           Quoted(name.text) + " is a measure, not a dimension",
                           "a measure's own filter is asked of rows");
        return std::nullopt;
      }
      Operand operand{made->column->value, made->column->type, made->is_measure, name.text, {}, {}};
      SetTime(state, operand);
      return operand;
    }
  }
  if (!state.made.empty() && IsGrainOfNamedColumn(state, name)) return std::nullopt;
  const auto field = state.names.Find(name, wanted);
  if (!field) return std::nullopt;
  return OperandOf(state, *field, name.text);
}

std::string TextOf(const Operand& operand) {
  std::string text = Quoted(operand.written);
  if (operand.type.kind != TypeKind::kUnknown) text += " (" + ToString(operand.type) + ")";
  return text;
}

std::string_view FitText(const DataType& type) {
  switch (type.kind) {
    case TypeKind::kUnknown:
      return "a text, a number, true or false";
    case TypeKind::kBoolean:
      return "true or false";
    case TypeKind::kInteger:
      return "a whole number";
    case TypeKind::kDecimal:
    case TypeKind::kFloat:
      return "a number";
    case TypeKind::kText:
      return "a text";
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return "a text with a day or a time, like \"2024-02-29\"";
    case TypeKind::kTime:
      return "a time of day like \"12:34:56\"";
    case TypeKind::kInterval:
    case TypeKind::kBinary:
    case TypeKind::kJson:
    case TypeKind::kList:
      return "null: values of this type cannot be written in a request";
  }
  return "";
}

std::optional<Value> ReadScalar(ResolveState& state, const Operand& operand, const JsonNode& node,
                                bool exact) {
  auto [value, problem] = ReadTyped(operand.type, node, exact);
  if (value) return std::move(value);
  if (problem.empty()) problem = FitText(operand.type);
  state.problems.AddValue(ErrorCode::kBadValue, node.span,
                          "a value for " + TextOf(operand) + " must be " + std::string(problem));
  return std::nullopt;
}

bool AreComparable(const DataType& a, const DataType& b) {
  const auto wall = [](TypeKind kind) {
    return kind == TypeKind::kDate || kind == TypeKind::kTimestamp;
  };
  if (a.kind == TypeKind::kUnknown || b.kind == TypeKind::kUnknown) return true;
  if (IsNumeric(a.kind)) return IsNumeric(b.kind);
  if (wall(a.kind)) return wall(b.kind);
  return a.kind == b.kind;
}

Expr BoundLiteral(Value&& value) {
  Expr literal;
  literal.node.emplace<expr::Literal>(std::move(value), /*bound=*/true);
  return literal;
}

}  // namespace semaflow::request
