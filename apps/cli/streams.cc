#include "streams.h"

#include <unistd.h>

#include <cerrno>

namespace semaflow::cli {

std::ptrdiff_t FileInput::Read(char* buffer, std::size_t size) {
  return ::read(descriptor_, buffer, size);
}

bool FileOutput::Write(std::string_view bytes) {
  if (failure_ != 0) return false;
  if (buffer_.size() + bytes.size() < buffer_max_) {
    buffer_ += bytes;
    return true;
  }
  return Flush() && WriteNow(bytes);
}

bool FileOutput::Flush() {
  if (failure_ != 0) return false;
  const bool written = WriteNow(buffer_);
  buffer_.clear();
  return written;
}

bool FileOutput::WriteNow(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      // EINTR ends the writing too: the only signals that do not end the process ask for
      // its end.
      failure_ = errno;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace semaflow::cli
