#include "arrow/batch_builder.h"

#include <optional>

#include "arrow/decimal.h"
#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::arrow {
namespace {

void Must(ArrowErrorCode code) { SEMA_CHECK(code == NANOARROW_OK); }

void AppendWide(const void* bytes, ArrowArray* array) {
  ArrowDecimal decimal;
  ArrowDecimalInit(&decimal, 128, 38, 0);
  ArrowDecimalSetBytes(&decimal, static_cast<const std::uint8_t*>(bytes));
  Must(ArrowArrayAppendDecimal(array, &decimal));
}

bool AppendTo(const Value& value, const DataType& type, ArrowArray* array) {
  if (std::holds_alternative<Null>(value)) {
    Must(ArrowArrayAppendNull(array, 1));
    return true;
  }
  switch (type.kind) {
    case TypeKind::kUnknown:
    case TypeKind::kList:
      return false;
    case TypeKind::kBoolean:
      if (const auto* v = std::get_if<bool>(&value)) return !ArrowArrayAppendInt(array, *v);
      return false;
    case TypeKind::kInteger:
      if (const auto* v = std::get_if<std::int64_t>(&value)) return !ArrowArrayAppendInt(array, *v);
      return false;
    case TypeKind::kFloat:
      if (const auto* v = std::get_if<double>(&value)) return !ArrowArrayAppendDouble(array, *v);
      return false;
    case TypeKind::kDecimal: {
      const auto* v = std::get_if<Decimal>(&value);
      if (v == nullptr) return false;
      const auto digits = DecimalFromText(v->text, type.precision, type.scale);
      if (digits) AppendWide(&*digits, array);
      return digits.has_value();
    }
    case TypeKind::kText:
    case TypeKind::kJson:
      if (const auto* v = std::get_if<std::string>(&value)) {
        return !ArrowArrayAppendString(array, {v->data(), static_cast<std::int64_t>(v->size())});
      }
      return false;
    case TypeKind::kBinary:
      if (const auto* v = std::get_if<Binary>(&value)) {
        return !ArrowArrayAppendBytes(
            array, {{v->bytes.data()}, static_cast<std::int64_t>(v->bytes.size())});
      }
      return false;
    case TypeKind::kDate:
      if (const auto* v = std::get_if<Date>(&value)) return !ArrowArrayAppendInt(array, v->days);
      return false;
    case TypeKind::kTimestamp:
      if (const auto* v = std::get_if<Timestamp>(&value)) {
        return !ArrowArrayAppendInt(array, v->micros);
      }
      return false;
    case TypeKind::kTimestamptz:
      if (const auto* v = std::get_if<Instant>(&value)) {
        return !ArrowArrayAppendInt(array, v->micros);
      }
      return false;
    case TypeKind::kTime:
      if (const auto* v = std::get_if<TimeOfDay>(&value)) {
        return !ArrowArrayAppendInt(array, v->micros);
      }
      return false;
    case TypeKind::kInterval: {
      const auto* v = std::get_if<Interval>(&value);
      if (v == nullptr) return false;
      ArrowInterval interval;
      ArrowIntervalInit(&interval, NANOARROW_TYPE_INTERVAL_MONTH_DAY_NANO);
      interval.months = v->months;
      interval.days = v->days;
      if (__builtin_mul_overflow(v->micros, 1000, &interval.ns)) return false;
      return !ArrowArrayAppendInterval(array, &interval);
    }
  }
  return false;
}

}  // namespace

BatchBuilder::BatchBuilder(SharedArrowSchema schema)
    : schema_(std::move(schema)), columns_(ReadSchema(*schema_)) {
  Start();
}

BatchBuilder::~BatchBuilder() {
  if (array_.release != nullptr) array_.release(&array_);
}

void BatchBuilder::Start() {
  Must(ArrowArrayInitFromSchema(&array_, schema_.get(), nullptr));
  Must(ArrowArrayStartAppending(&array_));
}

bool BatchBuilder::Append(const Value& value) {
  SEMA_CHECK(next_ < columns_.size());
  if (!AppendTo(value, columns_[next_].type, array_.children[next_])) return false;
  ++next_;
  return true;
}

bool BatchBuilder::AppendList(const std::vector<Value>& items) {
  SEMA_CHECK(next_ < columns_.size() && columns_[next_].type.kind == TypeKind::kList);
  ArrowArray* const list = array_.children[next_];
  for (const Value& item : items) {
    SEMA_CHECK(AppendTo(item, columns_[next_].item, list->children[0]), "an item of another kind");
  }
  Must(ArrowArrayFinishElement(list));
  ++next_;
  return true;
}

void BatchBuilder::FinishRow() {
  SEMA_CHECK(next_ == columns_.size(), "a row with too few cells");
  Must(ArrowArrayFinishElement(&array_));
  next_ = 0;
}

RecordBatch BatchBuilder::Finish() {
  SEMA_CHECK(next_ == 0, "a row is not finished");
  Must(ArrowArrayFinishBuildingDefault(&array_, nullptr));
  RecordBatch batch(&array_, schema_);
  Start();
  return batch;
}

}  // namespace semaflow::arrow
