// One batch for several readers.
#include <memory>
#include <utility>
#include <vector>

#include "semaflow/arrow.h"

namespace semaflow {
namespace {

// What an array of the copy owns: its children, and a share of the rows. A consumer may take a
// child away and release it later than its parent, so each has a share of its own.
struct Share {
  std::shared_ptr<const RecordBatch> batch;
  std::vector<ArrowArray> children = {};  // All zero, until they are made.
  std::vector<ArrowArray*> child_pointers = {};

  explicit Share(std::shared_ptr<const RecordBatch> rows) : batch(std::move(rows)) {}
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() {
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
  }
};

void Release(ArrowArray* array) {
  delete static_cast<Share*>(array->private_data);
  array->release = nullptr;
}

// Arrays of ours have no dictionaries.
void ShareArray(const ArrowArray& array, const std::shared_ptr<const RecordBatch>& batch,
                ArrowArray* out) {
  auto share = std::make_unique<Share>(batch);
  const auto count = static_cast<std::size_t>(array.n_children);
  share->children.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    ShareArray(*array.children[i], batch, &share->children[i]);
    share->child_pointers.push_back(&share->children[i]);
  }
  *out = array;
  out->children = share->child_pointers.data();
  out->release = Release;
  out->private_data = share.release();
}

}  // namespace

RecordBatch ShareBatch(std::shared_ptr<const RecordBatch> batch) {
  ArrowArray array;
  ShareArray(batch->array(), batch, &array);
  return {&array, batch->schema()};
}

}  // namespace semaflow
