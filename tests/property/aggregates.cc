#include "tests/property/aggregates.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "expr/visit.h"

namespace semaflow::property {
namespace {

using expr::AggregateFunction;

Cell Sum(const std::vector<Cell>& values) {
  if (values.empty()) return Null{};
  if (std::holds_alternative<bool>(values.front())) {
    return Integer(std::count_if(values.begin(), values.end(),
                                 [](const Cell& value) { return std::get<bool>(value); }));
  }
  Cell sum = values.front();
  for (std::size_t i = 1; i < values.size(); ++i) {
    sum = Combine(Arithmetic::kAdd, sum, values[i]);
  }
  return sum;
}

double Mean(const std::vector<Cell>& values) {
  double sum = 0;
  for (const Cell& value : values) sum += ToDouble(value);
  return sum / static_cast<double>(values.size());
}

// `sample`: one degree of freedom less.
Cell Variance(const std::vector<Cell>& values, bool sample, bool root) {
  const std::size_t divisor = values.size() - (sample ? 1 : 0);
  if (values.empty() || divisor == 0) return Null{};
  const double mean = Mean(values);
  double squares = 0;
  for (const Cell& value : values) squares += (ToDouble(value) - mean) * (ToDouble(value) - mean);
  const double variance = squares / static_cast<double>(divisor);
  return root ? std::sqrt(variance) : variance;
}

Cell Percentile(std::vector<Cell> values, double fraction, bool discrete) {
  if (values.empty()) return Null{};
  std::sort(values.begin(), values.end(),
            [](const Cell& a, const Cell& b) { return Compare(a, b) < 0; });
  const double size = static_cast<double>(values.size());
  if (discrete) {
    const double place = std::max(1.0, std::ceil(fraction * size));
    return ToDouble(values[static_cast<std::size_t>(place) - 1]);
  }
  const double place = fraction * (size - 1);
  const std::size_t below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = static_cast<std::size_t>(std::ceil(place));
  const double low = ToDouble(values[below]);
  return low + (ToDouble(values[above]) - low) * (place - static_cast<double>(below));
}

std::vector<Cell> Distinct(std::vector<Cell> values) {
  std::sort(values.begin(), values.end(),
            [](const Cell& a, const Cell& b) { return Compare(a, b) < 0; });
  values.erase(std::unique(values.begin(), values.end(),
                           [](const Cell& a, const Cell& b) { return Compare(a, b) == 0; }),
               values.end());
  return values;
}

// By the key ascending or descending, NULL keys last, then by the value.
void SortByOrder(std::vector<AggregatedRow>& rows, bool descending) {
  std::stable_sort(rows.begin(), rows.end(), [&](const AggregatedRow& a, const AggregatedRow& b) {
    if (IsNull(a.order) != IsNull(b.order)) return IsNull(b.order);
    const auto order = CompareKeys(a.order, b.order);
    if (order != 0) return descending ? order > 0 : order < 0;
    return CompareKeys(a.value, b.value) < 0;
  });
}

Cell JoinTexts(std::vector<AggregatedRow> rows, const std::string& separator) {
  std::erase_if(rows, [](const AggregatedRow& row) { return IsNull(row.value); });
  if (rows.empty()) return Null{};
  SortByOrder(rows, false);
  std::string text = ToText(rows.front().value);
  for (std::size_t i = 1; i < rows.size(); ++i) text += separator + ToText(rows[i].value);
  return text;
}

// "array_agg orders as string_agg". NULLs are values of a list; as its JSON.
Cell ListOf(std::vector<AggregatedRow> rows) {
  if (rows.empty()) return Null{};
  SortByOrder(rows, false);
  nlohmann::json list = nlohmann::json::array();
  for (const AggregatedRow& row : rows) {
    if (IsNull(row.value)) {
      list.push_back(nullptr);
    } else if (std::holds_alternative<Exact>(row.value)) {
      list.push_back(static_cast<std::int64_t>(std::get<Exact>(row.value).digits));
    } else {
      list.push_back(ToText(row.value));
    }
  }
  return list.dump();
}

// "first and last pass over rows without a time; among equal times the smallest value."
Cell AtTheEdge(std::vector<AggregatedRow> rows, bool last) {
  std::erase_if(rows, [](const AggregatedRow& row) { return IsNull(row.order); });
  if (rows.empty()) return Null{};
  SortByOrder(rows, last);
  return rows.front().value;
}

Cell AllOrAny(const std::vector<Cell>& values, bool all) {
  if (values.empty()) return Null{};
  const auto is_true = [](const Cell& value) { return std::get<bool>(value); };
  return all ? std::all_of(values.begin(), values.end(), is_true)
             : std::any_of(values.begin(), values.end(), is_true);
}

}  // namespace

bool CountsRows(const expr::Aggregate& aggregate) {
  if (aggregate.function != AggregateFunction::kCount) return false;
  const expr::Exprs& args = aggregate.details->args;
  if (args.empty()) return true;
  const auto* ref = expr::As<expr::Ref>(args.front());
  return ref != nullptr && ref->kind == expr::RefKind::kRows;
}

Cell AggregateOf(const expr::Aggregate& aggregate, std::vector<AggregatedRow> rows) {
  if (CountsRows(aggregate)) return Integer(static_cast<std::int64_t>(rows.size()));
  std::vector<Cell> values;
  for (const AggregatedRow& row : rows) {
    if (!IsNull(row.value)) values.push_back(row.value);
  }
  const auto less = [](const Cell& a, const Cell& b) { return Compare(a, b) < 0; };
  const expr::AggregateDetails& details = *aggregate.details;
  switch (aggregate.function) {
    case AggregateFunction::kCount:
      return Integer(static_cast<std::int64_t>(values.size()));
    case AggregateFunction::kCountDistinct:
      return Integer(static_cast<std::int64_t>(Distinct(std::move(values)).size()));
    case AggregateFunction::kSum:
      return Sum(values);
    case AggregateFunction::kAvg:
      return values.empty() ? Cell{Null{}} : Mean(values);
    case AggregateFunction::kMin:
    case AggregateFunction::kAnyValue:
      return values.empty() ? Cell{Null{}} : *std::min_element(values.begin(), values.end(), less);
    case AggregateFunction::kMax:
      return values.empty() ? Cell{Null{}} : *std::max_element(values.begin(), values.end(), less);
    case AggregateFunction::kMedian:
      return Percentile(std::move(values), 0.5, false);
    case AggregateFunction::kPercentile:
      return Percentile(std::move(values), details.fraction,
                        details.percentile == expr::PercentileKind::kDiscrete);
    case AggregateFunction::kStddevSamp:
      return Variance(values, true, true);
    case AggregateFunction::kStddevPop:
      return Variance(values, false, true);
    case AggregateFunction::kVarSamp:
      return Variance(values, true, false);
    case AggregateFunction::kVarPop:
      return Variance(values, false, false);
    case AggregateFunction::kStringAgg:
      return JoinTexts(std::move(rows), details.separator);
    case AggregateFunction::kFirst:
    case AggregateFunction::kLast:
      return AtTheEdge(std::move(rows), aggregate.function == AggregateFunction::kLast);
    case AggregateFunction::kBoolAnd:
    case AggregateFunction::kBoolOr:
      return AllOrAny(values, aggregate.function == AggregateFunction::kBoolAnd);
    // Exact here: on values as few as those of random rows engines are, too.
    case AggregateFunction::kApproxCountDistinct:
      return Integer(static_cast<std::int64_t>(Distinct(std::move(values)).size()));
    case AggregateFunction::kArrayAgg:
      return ListOf(std::move(rows));
  }
  throw std::runtime_error("the reference evaluator does not know this aggregate");
}

}  // namespace semaflow::property
