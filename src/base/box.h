// Box<T>: an owning pointer that copies what it owns, for the children of value trees.
// Empty means "absent"; a required child is never empty.
#pragma once

#include <memory>
#include <utility>

namespace semaflow {

template <typename T>
class Box {
 public:
  Box() = default;
  Box(T value) : owned_(std::make_unique<T>(std::move(value))) {}  // NOLINT: implicit on purpose
  Box(const Box& other) : owned_(other.owned_ ? std::make_unique<T>(*other.owned_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    if (this != &other) owned_ = other.owned_ ? std::make_unique<T>(*other.owned_) : nullptr;
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  explicit operator bool() const { return owned_ != nullptr; }
  T& operator*() { return *owned_; }
  const T& operator*() const { return *owned_; }
  T* operator->() { return owned_.get(); }
  const T* operator->() const { return owned_.get(); }

  friend bool operator==(const Box& a, const Box& b) {
    return a.owned_ && b.owned_ ? *a.owned_ == *b.owned_ : !a.owned_ == !b.owned_;
  }

 private:
  std::unique_ptr<T> owned_;
};

}  // namespace semaflow
