// Batches written down in a test: columns, and rows of values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow/batch_builder.h"
#include "arrow/iso_time.h"
#include "arrow/schema.h"
#include "base/check.h"
#include "semaflow/column.h"

namespace semaflow::arrow {

struct RowsForTests {
  std::vector<ColumnInfo> columns;
  SharedArrowSchema schema;

  RowsForTests(std::vector<SchemaColumn> formats, std::string_view zone = "UTC")
      : schema(MakeSchema(formats, zone)) {
    for (const SchemaColumn& format : formats) {
      columns.push_back({.name = format.name, .type = format.type});
    }
  }

  RecordBatch Batch(const std::vector<std::vector<Value>>& rows) const {
    BatchBuilder builder(schema);
    for (const auto& row : rows) {
      for (const Value& value : row) SEMA_CHECK(builder.Append(value));
      builder.FinishRow();
    }
    return builder.Finish();
  }
};

/// A zone of one offset.
class FixedOffset : public ZoneOffsets {
 public:
  explicit FixedOffset(std::int32_t seconds) : seconds_(seconds) {}
  std::int32_t OffsetSeconds(Instant) const override { return seconds_; }

 private:
  std::int32_t seconds_;
};

}  // namespace semaflow::arrow
