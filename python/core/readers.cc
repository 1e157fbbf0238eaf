#include "readers.h"

#include <exception>
#include <utility>

namespace semaflow::python {
namespace {

thread_local bool is_reader = false;

}  // namespace

bool Readers::IsReader() { return is_reader; }

void Readers::Post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_ && HasThread()) {
      tasks_.push_back(std::move(task));
      posted_.notify_one();
      return;
    }
  }
  task();
}

bool Readers::HasThread() {
  if (idle_ <= tasks_.size() && threads_.size() < threads_max_) {
    try {
      threads_.emplace_back([this] { Work(); });
    } catch (const std::exception&) {  // Those that are there take it when they are done.
    }
  }
  return !threads_.empty();
}

void Readers::Close() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    threads.swap(threads_);
    posted_.notify_all();
  }
  for (std::thread& thread : threads) thread.join();
}

void Readers::Work() {
  is_reader = true;
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    posted_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
    --idle_;
    if (tasks_.empty()) return;
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace semaflow::python
