// The n-th call to a library fails: a table of function pointers whose functions count their calls.
#pragma once

#include <atomic>
#include <new>
#include <string>

namespace semaflow::faults {

/// Counts the calls of one process that may fail, and lets one of them. Any thread.
class FailingCalls {
 public:
  enum class Way { kFails, kThrows };  ///< Gives what says so; throws std::bad_alloc.

  /// The n-th call from now on fails, counted from 1.
  void Arm(int n, Way way) {
    way_ = way;
    failed_ = nullptr;
    left_ = n;
  }
  /// None fails from now on.
  void Disarm() { left_ = 0; }
  Way way() const { return way_; }
  /// The function that failed since Arm; nullptr: none yet.
  const char* failed() const { return failed_; }
  /// Whether this call is the one to fail.
  bool Count(const char* function) {
    if (--left_ != 0) return false;
    failed_ = function;
    return true;
  }

 private:
  std::atomic<Way> way_ = Way::kFails;
  std::atomic<const char*> failed_ = nullptr;
  std::atomic<int> left_ = 0;
};

inline FailingCalls& TheCalls() {
  static FailingCalls calls;
  return calls;
}

/// The functions of a library as they were found, and a copy of them of which some count and fail.
/// Never destroyed: threads of a backend may call to the end.
template <typename Api>
struct FailingApi {
  static inline const Api* real = nullptr;
  static inline Api* failing = nullptr;

  /// Lets a function fail: then it gives what `kFailure` makes of its arguments.
  template <auto kFunction, auto kFailure>
  static void Fail(const char* name) {
    Counted<kFunction, kFailure>::Replace(name, failing->*kFunction);
  }

 private:
  template <auto kFunction, auto kFailure>
  struct Counted {
    static inline const char* name = nullptr;

    template <typename Given, typename... Arguments>
    static void Replace(const char* called, Given (*&function)(Arguments...)) {
      name = called;
      function = [](Arguments... arguments) -> Given {
        if (!TheCalls().Count(name)) return (real->*kFunction)(arguments...);
        const Given given = kFailure(arguments...);
        if (TheCalls().way() == FailingCalls::Way::kThrows) throw std::bad_alloc();
        return given;
      };
    }
  };
};

}  // namespace semaflow::faults
