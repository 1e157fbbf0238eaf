// Which threads belong to the engine. Blocking calls are refused on them: whoever waits there for
// rows waits for the thread that brings them.
#pragma once

namespace semaflow::engine {

/// True on workers and the dispatcher, so also inside of every completion.
bool OnEngineThread();

/// Marks the calling thread while it lives, and names it for debuggers ("sf-worker").
class EngineThreadMark {
 public:
  explicit EngineThreadMark(const char* name);
  ~EngineThreadMark();
  EngineThreadMark(const EngineThreadMark&) = delete;
  EngineThreadMark& operator=(const EngineThreadMark&) = delete;
};

}  // namespace semaflow::engine
