#include "engine/engine_thread.h"

#include <pthread.h>

namespace semaflow::engine {
namespace {

thread_local bool on_engine_thread = false;

}  // namespace

bool OnEngineThread() { return on_engine_thread; }

EngineThreadMark::EngineThreadMark(const char* name) {
  on_engine_thread = true;
  ::pthread_setname_np(::pthread_self(), name);
}

EngineThreadMark::~EngineThreadMark() { on_engine_thread = false; }

}  // namespace semaflow::engine
