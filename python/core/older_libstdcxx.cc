// What libstdc++ of gcc 11 lacks, so that the wheel is good for systems as old as manylinux_2_34.
#include <pthread.h>

#include <condition_variable>
#include <mutex>

// gcc 12 gave this function a version of its own, with noexcept; what it does did not change. The
// linker puts this in its place (--wrap in cmake/Python.cmake).
extern "C" void __wrap__ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(
    std::condition_variable* self, std::unique_lock<std::mutex>& lock) noexcept {
  pthread_cond_wait(self->native_handle(), lock.mutex()->native_handle());
}
