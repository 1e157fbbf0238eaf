#include "model/member_checks.h"

#include <string>
#include <utility>

#include "base/types.h"
#include "expr/visit.h"
#include "model/expr_binder.h"
#include "time/literal.h"

namespace semaflow::model {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

std::string_view ArticleOf(std::string_view word) {
  return word.find_first_of("aeiou") == 0 ? "an " : "a ";
}

/// A text as a date or time of `kind`; nullopt when it is none.
std::optional<Value> TimeValueOf(const std::string& text, TypeKind kind) {
  const std::optional<time::ParsedTime> parsed = time::ParseTime(text);
  if (!parsed) return std::nullopt;
  if (kind == TypeKind::kDate && !parsed->has_time) {
    const std::int64_t micros = parsed->wall.micros;
    const std::int64_t days =
        micros >= 0 ? micros / kMicrosPerDay : -((kMicrosPerDay - 1 - micros) / kMicrosPerDay);
    return Value(Date{static_cast<std::int32_t>(days)});
  }
  if (kind == TypeKind::kTimestamp && !parsed->has_offset) return Value(parsed->wall);
  if (kind == TypeKind::kTimestamptz && parsed->has_offset) return Value(parsed->instant);
  return std::nullopt;
}

/// Where schema.json told the types that do not fit, they may be out of date.
std::string WithWitness(const BuildState& state, const expr::Expr& tree, std::string help) {
  const bool reads = expr::AnyNode(tree, [](const expr::Expr& node) {
    const auto* ref = expr::As<expr::Ref>(node);
    return ref != nullptr && ref->kind != expr::RefKind::kMeasure;
  });
  if (!reads || !state.TrustsFile()) return help;
  return help + (help.empty() ? "" : "; ") + std::string(kSchemaFileHelp);
}

Error OfType(const BuildState& state, const expr::Expr& tree, Error error) {
  if (error.code == ErrorCode::kTypeMismatch) {
    error.help = WithWitness(state, tree, std::move(error.help));
  }
  return error;
}

bool CheckTold(BuildState& state, const expr::Expr& tree, const Text& told_type,
               const DataType& computed, DataType& type) {
  if (type.kind == TypeKind::kUnknown) {
    type = computed;
    return true;
  }
  // Answers have the database's type, so a number told as another kind of number would be listed
  // as one thing and answered as another, and what is computed from it would be wrong.
  const bool other_number =
      IsNumeric(type.kind) && IsNumeric(computed.kind) && type.kind != computed.kind;
  if (other_number || !SameClass(type, computed)) {
    const std::string word = ToString(type);
    state.Add(ErrorCode::kTypeMismatch, told_type.place,
              "the type is told as " + word + ", but it is " + ToString(computed),
              WithWitness(state, tree, "tell the right type, or cast: cast(... as " + word + ")"));
    return false;
  }
  // A decimal without digits takes them from where they are known.
  if (type.kind == TypeKind::kDecimal && type.precision == 0 &&
      computed.kind == TypeKind::kDecimal) {
    type = computed;
  }
  if (type.kind == TypeKind::kList && type.element == TypeKind::kUnknown) type = computed;
  return true;
}

}  // namespace

bool SameClass(const DataType& a, const DataType& b) {
  if (a.kind == TypeKind::kUnknown || b.kind == TypeKind::kUnknown) return true;
  if (IsNumeric(a.kind) && IsNumeric(b.kind)) return true;
  const auto is_text = [](TypeKind kind) {
    return kind == TypeKind::kText || kind == TypeKind::kJson;
  };
  if (is_text(a.kind) && is_text(b.kind)) return true;
  if (a.kind == TypeKind::kList && b.kind == TypeKind::kList) {
    return a.element == b.element || a.element == TypeKind::kUnknown ||
           b.element == TypeKind::kUnknown;
  }
  return a.kind == b.kind;
}

bool CheckMemberTypes(BuildState& state, const ExprParts& parts, const expr::Expr& tree,
                      const expr::TypeScope& types, const Text& told_type, DataType& type) {
  bool good = true;
  for (const ExprPart& part : parts) {
    Result<DataType> checked = expr::CheckTypes(*part.expr, types, part.text->value);
    if (!checked) {
      state.diagnostics.AddExprError(*part.text,
                                     OfType(state, *part.expr, std::move(checked.error())));
      good = false;
    } else if (part.is_condition && checked->kind != TypeKind::kUnknown &&
               checked->kind != TypeKind::kBoolean) {
      state.diagnostics.AddInExpr(
          *part.text, {0, static_cast<std::uint32_t>(part.text->value.size())},
          {.code = ErrorCode::kTypeMismatch,
           .message = "a filter must be a condition, and this is " +
                      std::string(ArticleOf(ToString(*checked))) + ToString(*checked),
           .help = WithWitness(state, *part.expr, "compare it: amount > 0")});
      good = false;
    }
  }
  if (!good) return false;
  const bool whole = parts.count == 1 && parts.parts[0].expr == &tree;
  DataType computed;
  if (whole) {
    computed = expr::TypeOf(tree, types);
  } else {
    // The aggregate around the parts: its problem lies in what is aggregated.
    static const ExprText kNoText;
    const ExprText& text = parts.count > 0 ? *parts.parts[0].text : kNoText;
    Result<DataType> checked = expr::CheckTypes(tree, types, text.value);
    if (!checked) {
      state.diagnostics.AddExprError(text, OfType(state, tree, std::move(checked.error())));
      return false;
    }
    computed = *checked;
  }
  return CheckTold(state, tree, told_type, computed, type);
}

bool CheckFormula(BuildState& state, const ExprParts& parts, const expr::Expr& tree) {
  if (ReadsMeasures(tree)) return true;
  const ExprText& text = *parts.parts[0].text;
  state.diagnostics.AddInExpr(text, {0, static_cast<std::uint32_t>(text.value.size())},
                              {.code = ErrorCode::kMisplacedAggregate,
                               .message = "a formula needs a measure or an aggregate",
                               .help = "write revenue / order_count, or sum(amount)"});
  return false;
}

namespace {

/// A database would round `fill` to the digits that the measure has, or make floats of decimals.
bool CheckFillDigits(BuildState& state, const Place& place, const DataType& type,
                     const Value& fill) {
  const bool exact = type.kind == TypeKind::kInteger || type.kind == TypeKind::kDecimal;
  if (exact && std::holds_alternative<double>(fill)) {
    state.Add(ErrorCode::kTypeMismatch, place,
              "the measure is " + ToString(type) + ", and `fill` is a float",
              "write it without an exponent");
    return false;
  }
  if (expr::FitsDigits(fill, type)) return true;
  if (type.kind == TypeKind::kDecimal && type.precision == 0) return true;  // See the lowering.
  state.Add(ErrorCode::kTypeMismatch, place,
            "the measure is " + ToString(type) + ", and `fill` has more digits behind the point",
            "write a value of that type, or null");
  return false;
}

}  // namespace

bool CheckFill(BuildState& state, const Place& place, const DataType& type, Value& fill) {
  const TypeKind kind = KindOf(fill);
  if (std::holds_alternative<Null>(fill) || type.kind == TypeKind::kUnknown) return true;
  if (SameClass({.kind = kind}, type)) return CheckFillDigits(state, place, type, fill);
  if (const auto* text = std::get_if<std::string>(&fill)) {
    if (std::optional<Value> value = TimeValueOf(*text, type.kind)) {
      fill = std::move(*value);
      return true;
    }
  }
  state.Add(
      ErrorCode::kTypeMismatch, place,
      "the measure is " + ToString(type) + ", and `fill` is " + ToString(DataType{.kind = kind}),
      "write a value of that type, or null");
  return false;
}

}  // namespace semaflow::model
