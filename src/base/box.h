// Box<T>: an owning pointer that copies what it owns, for the children of value trees.
// Empty means "absent"; a required child is never empty.
#pragma once

#include <utility>

#include "base/node_pool.h"

namespace semaflow {

template <typename T>
class Box {
 public:
  Box() = default;
  Box(T value) : owned_(Make(std::move(value))) {}  // NOLINT: implicit on purpose
  Box(const Box& other) : owned_(other.owned_ != nullptr ? Make(*other.owned_) : nullptr) {}
  Box(Box&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
  Box& operator=(const Box& other) {
    if (this != &other) *this = Box(other);
    return *this;
  }
  // What was owned goes last: `other` may be a part of it.
  Box& operator=(Box&& other) noexcept {
    Box before(std::move(*this));
    owned_ = std::exchange(other.owned_, nullptr);
    return *this;
  }
  ~Box() {
    if (owned_ != nullptr) Drop(owned_);  // most are empty: the check alone is inlined
  }

  explicit operator bool() const { return owned_ != nullptr; }
  T& operator*() { return *owned_; }
  const T& operator*() const { return *owned_; }
  T* operator->() { return owned_; }
  const T* operator->() const { return owned_; }

  friend bool operator==(const Box& a, const Box& b) {
    return a.owned_ && b.owned_ ? *a.owned_ == *b.owned_ : !a.owned_ == !b.owned_;
  }

 private:
  [[gnu::noinline]] static void Drop(T* owned) {
    owned->~T();
    NodePool::Give(owned, sizeof(T));
  }

  template <typename V>
  static T* Make(V&& value) {
    void* memory = NodePool::Take(sizeof(T));
    try {
      return new (memory) T(std::forward<V>(value));
    } catch (...) {
      NodePool::Give(memory, sizeof(T));
      throw;
    }
  }

  T* owned_ = nullptr;
};

}  // namespace semaflow
