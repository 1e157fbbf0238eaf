#include "engine/page_stream.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "arrow/cells.h"
#include "arrow/first_columns.h"
#include "request/cursor.h"

namespace semaflow::engine {

namespace {

std::int64_t RoomOf(const PageInfo& page, std::int64_t rows_max) {
  if (page.size == 0) return -1;
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const auto size = static_cast<std::int64_t>(std::min(page.size, kMax));
  return rows_max > 0 ? std::min(size, rows_max) : size;
}

// A cursor between two such rows would repeat one of them, or lose it.
Error Ties() {
  return Error{.code = ErrorCode::kPages,
               .message =
                   "two rows have the same values in all that orders them, so that no cursor "
                   "can tell which one ends a page: a key of the model is none in the data, "
                   "or a time is finer than a microsecond",
               .help = "semaflow check --data tells which key it is"};
}

}  // namespace

PageStream::PageStream(std::unique_ptr<BatchStream> rows, std::shared_ptr<const PageInfo> page,
                       std::string_view time_zone, std::int64_t rows_max)
    : rows_(std::move(rows)),
      page_(std::move(page)),
      all_(arrow::ReadSchema(*rows_->schema())),
      columns_(rows_->columns()),
      room_(RoomOf(*page_, rows_max)),
      keys_(page_->after) {
  columns_.resize(columns_.size() - page_->hidden);
  schema_ = arrow::FirstColumns(*rows_->schema(), columns_.size(), time_zone);
  end_.paged = page_->size > 0;
}

Result<std::optional<RecordBatch>> PageStream::Next() {
  if (ended_) return std::nullopt;
  if (auto wrong = WrongKey()) return tl::unexpected(*std::move(wrong));
  auto next = rows_->Next();
  if (!next) return next;
  if (!*next) {
    ended_ = true;
    return std::nullopt;
  }
  RecordBatch& batch = **next;
  if (page_->total_rows && !end_.total_rows) {
    ReadTotal(batch);
    if (IsMarkAlone(batch)) return Next();
  }
  if (room_ >= 0 && !keys_.empty() && KeysOf(batch, 0) == keys_) return tl::unexpected(Ties());
  if (room_ >= 0 && batch.num_rows() > room_) {
    ended_ = end_.has_more = true;
    if (room_ > 0) keys_ = KeysOf(batch, room_ - 1);
    if (auto made = MakeCursor(KeysOf(batch, room_)); !made) {
      return tl::unexpected(std::move(made.error()));
    }
    if (room_ == 0) return std::nullopt;
    batch.Truncate(room_);
  } else if (room_ >= 0) {
    keys_ = KeysOf(batch, batch.num_rows() - 1);
    room_ -= batch.num_rows();
  }
  return std::optional<RecordBatch>(arrow::FirstColumns(std::move(batch), schema_));
}

// What the database says of the keys, where the model did not know.
std::optional<Error> PageStream::WrongKey() const {
  if (page_->size == 0) return std::nullopt;
  for (const auto& [column, untold] : page_->keys) {
    const TypeKind kind = all_[column].type.kind;
    const std::string what =
        column < columns_.size() ? "\"" + columns_[column].name + "\"" : "a measure";
    if (untold && kind == TypeKind::kText) {
      return Error{
          .code = ErrorCode::kTypeNeeded,
          .message =
              "pages are ordered by " + what +
              ", whose type nobody has told: the database may order it otherwise than a text",
          .help = "add `type:` to it, or write schema.json with `semaflow check --data`"};
    }
    if (kind == TypeKind::kInterval || kind == TypeKind::kList) {
      return Error{
          .code = ErrorCode::kPages,
          .message = "pages are ordered by " + what + ", and a cursor holds no intervals and lists",
          .help = "ask without \"page_size\", or order by something else"};
    }
  }
  return std::nullopt;
}

void PageStream::ReadTotal(const RecordBatch& batch) {
  end_.total_rows = arrow::IntegerAt(batch.column(batch.num_columns() - 1), 0);
}

bool PageStream::IsMarkAlone(const RecordBatch& batch) const {
  return arrow::IsNull(batch.column(batch.num_columns() - 2), 0);
}

std::vector<Value> PageStream::KeysOf(const RecordBatch& batch, std::int64_t row) const {
  std::vector<Value> keys;
  keys.reserve(page_->keys.size());
  for (const PageInfo::Key& key : page_->keys) {
    keys.push_back(ValueAt(all_[key.column].type, batch.column(key.column), row));
  }
  return keys;
}

Result<void> PageStream::MakeCursor(const std::vector<Value>& next) {
  if (!next.empty() && next == keys_) return tl::unexpected(Ties());
  const auto& [model, request, ranges] = page_->binding;
  auto cursor = request::EncodeCursor(
      {.binding = {.model = model, .request = request, .ranges = ranges}, .keys = keys_});
  if (!cursor) return tl::unexpected(std::move(cursor.error()));
  end_.cursor = *std::move(cursor);
  return {};
}

}  // namespace semaflow::engine
