#include "model/member_parser.h"

#include <utility>

#include "base/types.h"
#include "expr/parse.h"
#include "model/aggregate_word.h"
#include "model/measure_steps.h"
#include "time/literal.h"
#include "time/zone.h"

namespace semaflow::model {
namespace {

using expr::Aggregate;
using expr::AggregateDetails;
using expr::AggregateFunction;
using expr::Expr;

bool IsOrdered(AggregateFunction function) {
  return function == AggregateFunction::kStringAgg || function == AggregateFunction::kArrayAgg ||
         function == AggregateFunction::kFirst || function == AggregateFunction::kLast;
}

expr::SqlEscape EscapeOf(const SqlDefinition& sql) {
  expr::SqlEscape escape;
  for (const auto& [dialect, text] : sql) {
    escape.by_dialect.emplace_back(dialect.value, text.value);
  }
  return escape;
}

Expr NameExpr(std::string_view name) {
  Expr out{expr::Name{{std::string(name)}}};
  out.span = {0, static_cast<std::uint32_t>(name.size())};
  return out;
}

void AddConflict(BuildState& state, const Place& place, const Place& other, std::string message,
                 std::string help) {
  state.diagnostics.Add({.code = ErrorCode::kConflictingKeys,
                         .place = place,
                         .message = std::move(message),
                         .help = std::move(help),
                         .others = {{other, "the other one"}}});
}

const MeasureDetails& DetailsOf(const MeasureDefinition& definition) {
  static const MeasureDetails kNone;
  return definition.details ? *definition.details : kNone;
}

/// The keys of one way to define a measure beside those of another.
bool CheckWays(BuildState& state, const MeasureDefinition& definition) {
  const MeasureDetails& details = DetailsOf(definition);
  struct Way {
    std::string_view key;
    const Place* place;
  };
  std::vector<Way> ways;
  if (!definition.agg.value.empty() && !definition.post_expr) {
    ways.push_back({"agg", &definition.agg.place});
  }
  if (definition.formula.given()) ways.push_back({"formula", &definition.formula.place});
  if (details.of.given()) ways.push_back({"of", &details.of.place});
  if (details.conversion) ways.push_back({"conversion", &details.conversion->place});
  if (ways.empty()) {
    if (!definition.refused) {
      state.Add(ErrorCode::kBadMeasure, definition.name.place,
                "the measure " + Quoted(definition.name.value) + " says nothing to compute",
                definition.expr.given() || !definition.sql.empty()
                    ? "say how its values are aggregated: `agg: sum`"
                    : "write `agg`, `formula`, `of` or `conversion`");
    }
    return false;
  }
  for (std::size_t i = 1; i < ways.size(); ++i) {
    AddConflict(state, *ways[i].place, *ways[0].place,
                "the measure " + Quoted(definition.name.value) + " has `" +
                    std::string(ways[0].key) + "` and `" + std::string(ways[i].key) + "`",
                "keep one of them");
  }
  return ways.size() == 1;
}

/// `expr`, `sql`, `filter`, `separator` and `order_by` where they have a meaning only.
bool CheckCompanions(BuildState& state, const MeasureDefinition& definition) {
  const MeasureDetails& details = DetailsOf(definition);
  const bool aggregates = !definition.agg.value.empty();
  bool good = true;
  const auto refuse = [&](const Place& place, std::string_view key, std::string help) {
    state.Add(ErrorCode::kConflictingKeys, place,
              "`" + std::string(key) + "` has no meaning for the measure " +
                  Quoted(definition.name.value),
              std::move(help));
    good = false;
  };
  if (definition.expr.given() && !definition.sql.empty()) {
    AddConflict(state, definition.sql[0].first.place, definition.expr.place,
                "what is aggregated is told twice", "keep `expr` or `sql`");
    good = false;
  }
  if (definition.filter.given() && definition.formula.given() && !definition.post_expr) {
    refuse(definition.filter.place, "filter",
           "filter its parts, or make a second measure {of: " + definition.name.value +
               ", filter: ...}");
  }
  if (!aggregates && definition.expr.given()) {
    refuse(definition.expr.place, "expr", "it goes with `agg`");
  }
  if (!aggregates && !definition.sql.empty()) {
    refuse(definition.sql[0].first.place, "sql", "it goes with `agg`");
  }
  if (!aggregates && details.has_separator) {
    refuse(details.separator.place, "separator", "it goes with `agg: string_agg`");
  }
  if (!aggregates && details.order_by.given()) {
    refuse(details.order_by.place, "order_by",
           "it goes with string_agg, array_agg, first and last");
  }
  return good;
}

bool CheckAggregateKeys(BuildState& state, const MeasureDefinition& definition,
                        AggregateFunction function) {
  const MeasureDetails& details = DetailsOf(definition);
  bool good = true;
  if (details.has_separator && function != AggregateFunction::kStringAgg) {
    state.Add(ErrorCode::kConflictingKeys, details.separator.place,
              "`separator` belongs to string_agg alone");
    good = false;
  }
  if (details.order_by.given() && !IsOrdered(function)) {
    state.Add(ErrorCode::kConflictingKeys, details.order_by.place,
              "`order_by` belongs to string_agg, array_agg, first and last alone");
    good = false;
  }
  if (function != AggregateFunction::kCount && !definition.expr.given() && definition.sql.empty()) {
    state.Add(ErrorCode::kBadMeasure, definition.agg.place,
              Quoted(definition.agg.value) + " needs something to aggregate",
              "add `expr: amount`; only `count` goes without");
    good = false;
  }
  return good;
}

bool ParseAggregateMeasure(BuildState& state, const MeasureDefinition& definition,
                           Measure& measure) {
  const MeasureDetails& details = DetailsOf(definition);
  Aggregate aggregate{.function = AggregateFunction::kCount, .details = AggregateDetails{}};
  AggregateDetails& parts = *aggregate.details;
  bool good = ParseAggregateWord(state, definition.agg, aggregate);
  if (good) good = CheckAggregateKeys(state, definition, aggregate.function);
  if (definition.expr.given()) {
    good &= ParseExpr(state, definition.expr, parts.args.emplace_back());
  } else if (!definition.sql.empty()) {
    parts.args.emplace_back().node = EscapeOf(definition.sql);
  }
  if (definition.filter.given()) {
    parts.filter = Expr{};
    good &= ParseExpr(state, definition.filter, *parts.filter);
  }
  if (details.order_by.given()) {
    parts.order_by = Expr{};
    good &= ParseExpr(state, details.order_by, *parts.order_by);
  }
  if (details.has_separator) parts.separator = details.separator.value;
  measure.additive = aggregate.function == AggregateFunction::kCount ||
                     aggregate.function == AggregateFunction::kSum;
  measure.expr.node = std::move(aggregate);
  measure.expr.span = {0, static_cast<std::uint32_t>(definition.expr.value.size())};
  return good;
}

/// A name as it stands in `of:` and `measure:`: "revenue", "o.revenue".
Expr DottedName(const std::string& text) {
  expr::Name name;
  std::size_t begin = 0;
  while (true) {
    const std::size_t dot = text.find('.', begin);
    name.parts.push_back(text.substr(begin, dot == std::string::npos ? dot : dot - begin));
    if (dot == std::string::npos) break;
    begin = dot + 1;
  }
  Expr out{std::move(name)};
  out.span = {0, static_cast<std::uint32_t>(text.size())};
  return out;
}

bool ParseOfMeasure(BuildState& state, const MeasureDefinition& definition, const ExprText& of,
                    Measure& measure) {
  bool good = true;
  if (!definition.filter.given()) {
    measure.expr = DottedName(of.value);
  } else {
    expr::Filtered filtered{.measure = DottedName(of.value), .filter = Expr{}};
    good = ParseExpr(state, definition.filter, *filtered.filter);
    measure.expr.node = std::move(filtered);
    measure.expr.span = {0, static_cast<std::uint32_t>(of.value.size())};
  }
  return good;
}

/// What the measure is before `share_of`.
bool ParseWay(BuildState& state, const MeasureDefinition& definition, Measure& measure) {
  const MeasureDetails& details = DetailsOf(definition);
  measure.is_formula = definition.formula.given() || details.of.given() || details.conversion;
  if (definition.formula.given()) return ParseExpr(state, definition.formula, measure.expr);
  if (details.of.given()) return ParseOfMeasure(state, definition, details.of, measure);
  if (!details.conversion) return ParseAggregateMeasure(state, definition, measure);
  measure.expr = DottedName(details.conversion->base.value);
  return true;
}

}  // namespace

bool ParseExpr(BuildState& state, const ExprText& text, Expr& out) {
  Result<Expr> parsed = expr::Parse(text.value);
  if (!parsed) {
    state.diagnostics.AddExprError(text, std::move(parsed.error()));
    return false;
  }
  out = std::move(*parsed);
  return true;
}

bool ParseType(BuildState& state, const Text& text, DataType& type) {
  if (text.value.empty()) return true;
  if (const std::optional<DataType> parsed = ParseDataType(text.value)) {
    type = *parsed;
    return true;
  }
  state.Add(ErrorCode::kWrongType, text.place, "there is no type " + Quoted(text.value),
            "types are boolean, integer, decimal(p, s), float, text, date, timestamp, timestamptz, "
            "time, interval, binary, json and list(type)");
  return false;
}

bool ParseDimension(BuildState& state, const DimensionDefinition& definition, bool of_flow,
                    Dimension& dimension) {
  dimension.not_null = definition.not_null;
  dimension.collation = definition.collation.value;
  dimension.presentation = definition.presentation;
  bool good = ParseType(state, definition.type, dimension.type);
  if (!definition.stored_in.value.empty()) {
    if (Result<const time::Zone*> zone = time::FindZone(definition.stored_in.value)) {
      dimension.stored_in = (*zone)->name();
    } else {
      state.diagnostics.Add({.code = ErrorCode::kBadSetting,
                             .place = definition.stored_in.place,
                             .message = std::move(zone.error().message),
                             .candidates = std::move(zone.error().candidates)});
      good = false;
    }
    if (dimension.type.kind != TypeKind::kUnknown && dimension.type.kind != TypeKind::kTimestamp) {
      state.Add(ErrorCode::kTypeMismatch, definition.stored_in.place,
                "`stored_in` is for timestamps, and " + Quoted(definition.name.value) + " is " +
                    ToString(dimension.type),
                "leave it out");
      good = false;
    }
  }
  const int ways = (definition.expr.given() ? 1 : 0) + (definition.sql.empty() ? 0 : 1) +
                   (definition.measure ? 1 : 0);
  if (ways != 1) {
    if (!definition.refused) {
      state.Add(ways == 0 ? ErrorCode::kMissingKey : ErrorCode::kConflictingKeys,
                definition.name.place,
                "the dimension " + Quoted(definition.name.value) +
                    (ways == 0 ? " says nothing to compute" : " is told in several ways"),
                "write one of `expr`, `sql` and `measure`");
    }
    return false;
  }
  if (definition.refused) return false;
  if (definition.measure) {
    dimension.expr = DottedName(definition.measure->measure.value);
    dimension.per = PerRole{definition.measure->per.value, definition.measure->per_all};
    if (of_flow) {
      dimension.refusal = Refusal{ErrorCode::kAggregateDimension,
                                  Quoted(definition.name.value) +
                                      " is a measure as a dimension of the flow; write it into the "
                                      "table of whose rows it is asked"};
    }
    return good;
  }
  if (!definition.sql.empty()) {
    dimension.expr.node = EscapeOf(definition.sql);
    return good;
  }
  if (definition.verbatim) {
    dimension.expr = of_flow ? DottedName(definition.expr.value) : NameExpr(definition.expr.value);
    return good;
  }
  return ParseExpr(state, definition.expr, dimension.expr) && good;
}

bool ParseMeasure(BuildState& state, const MeasureDefinition& definition, Measure& measure) {
  const MeasureDetails& details = DetailsOf(definition);
  measure.presentation = definition.presentation;
  measure.sparse = definition.sparse;
  measure.dense = definition.dense != MeasureDefinition::Dense::kNo;
  measure.dense_periods = definition.dense == MeasureDefinition::Dense::kPeriods;
  measure.additive = false;
  bool good = ParseType(state, definition.type, measure.type);
  if (!details.grain.value.empty()) measure.grain = time::ParseGrain(details.grain.value);
  measure.fill = details.fill;
  if (!CheckWays(state, definition) || definition.refused) return false;
  if (!CheckCompanions(state, definition)) return false;
  if (definition.details) good &= ParseSteps(state, definition, measure);
  good &= ParseWay(state, definition, measure);
  if (details.share_of) {
    measure.is_formula = true;
    measure.additive = false;
    measure.expr = Expr{expr::Share{std::move(measure.expr), {}}};
  }
  return good;
}

ExprParts PartsOf(const DimensionDefinition& definition, Expr& tree) {
  ExprParts out;
  out.Add(tree, definition.measure ? definition.measure->measure : definition.expr,
          static_cast<bool>(definition.measure), false);
  return out;
}

ExprParts PartsOf(const MeasureDefinition& definition, Expr& tree) {
  if (auto* share = std::get_if<expr::Share>(&tree.node)) {
    return PartsOf(definition, *share->measure);
  }
  ExprParts out;
  const MeasureDetails& details = DetailsOf(definition);
  if (definition.formula.given()) {
    out.Add(tree, definition.formula, true, false);
  } else if (auto* filtered = std::get_if<expr::Filtered>(&tree.node)) {
    out.Add(*filtered->measure, details.of, true, false);
    out.Add(*filtered->filter, definition.filter, false, true);
  } else if (details.of.given()) {
    out.Add(tree, details.of, true, false);
  } else if (details.conversion) {
    out.Add(tree, details.conversion->base, true, false);
  } else if (auto* aggregate = std::get_if<Aggregate>(&tree.node)) {
    AggregateDetails& parts = *aggregate->details;
    if (!parts.args.empty()) out.Add(parts.args[0], definition.expr, false, false);
    if (parts.order_by) out.Add(*parts.order_by, details.order_by, false, false);
    if (parts.filter) out.Add(*parts.filter, definition.filter, false, true);
  }
  return out;
}

}  // namespace semaflow::model
