#include "tests/chaos/proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace semaflow::chaos {
namespace {

using Kind = Fate::Kind;
using Direction = Fate::Direction;

[[noreturn]] void Throw(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// What waits in a proxy's sockets passes no cut, and each write is a packet.
void Prepare(int socket) {
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
}

}  // namespace

Proxy::Proxy(int server_port) : server_port_(server_port), waker_(::eventfd(0, EFD_NONBLOCK)) {
  if (waker_ < 0) Throw("eventfd");
  Listen();
  thread_ = std::thread([this] { Work(); });
}

Proxy::~Proxy() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  Wake();
  thread_.join();
  for (Pair& pair : pairs_) Close(pair);
  if (listener_ >= 0) ::close(listener_);
  ::close(waker_);
}

void Proxy::Listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0) Throw("socket");
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address = Loopback(port_);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Throw("listen");
  }
  port_ = ntohs(address.sin_port);
}

void Proxy::Wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(waker_, &one, sizeof one);
}

void Proxy::SetFates(std::function<Fate()> fates) {
  const std::lock_guard lock(mutex_);
  fates_ = std::move(fates);
}

void Proxy::MeetAll() {
  const std::lock_guard lock(mutex_);
  for (Pair& pair : pairs_) {
    if (pair.is_met) continue;
    pair.fate = fates_();
    pair.to_server.passed = pair.to_client.passed = 0;
    if (RoomOf(pair, pair.fate.direction) == 0) MeetFate(pair);
  }
  Wake();
}

void Proxy::Refuse() {
  const std::lock_guard lock(mutex_);
  if (listener_ >= 0) ::close(std::exchange(listener_, -1));
  Wake();
}

void Proxy::Heal() {
  const std::lock_guard lock(mutex_);
  fates_ = [] { return Fate{}; };
  for (Pair& pair : pairs_) {
    if (pair.is_met && pair.fate.kind == Kind::kLose) Close(pair);
    pair.fate = {};
    pair.is_met = false;
  }
  if (listener_ < 0) Listen();
  Wake();
}

std::size_t Proxy::passed(Direction direction) const {
  const std::lock_guard lock(mutex_);
  return passed_[static_cast<std::size_t>(direction)];
}

void Proxy::Close(Pair& pair) {
  if (std::exchange(pair.is_closed, true)) return;
  ::close(pair.to_server.from);
  ::close(pair.to_server.to);
}

void Proxy::Accept() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0) return;
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(server_port_);
  // On loopback a listening server takes a connection at once.
  if (server < 0 ||
      ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(client);
    if (server >= 0) ::close(server);
    return;
  }
  Prepare(client);
  Prepare(server);
  Pair& pair = pairs_.emplace_back();
  pair.fate = fates_();
  pair.to_server.from = pair.to_client.to = client;
  pair.to_server.to = pair.to_client.from = server;
  if (RoomOf(pair, pair.fate.direction) == 0) MeetFate(pair);
}

std::size_t Proxy::RoomOf(const Pair& pair, Direction direction) const {
  if (pair.fate.kind == Kind::kForward || pair.fate.direction != direction) return kBuffer;
  const Way& way = direction == Direction::kToServer ? pair.to_server : pair.to_client;
  return pair.fate.after_bytes - std::min(way.passed, pair.fate.after_bytes);
}

void Proxy::MeetFate(Pair& pair) {
  pair.is_met = true;
  if (pair.fate.kind == Kind::kReset) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(pair.to_client.to, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  if (pair.fate.kind == Kind::kCut || pair.fate.kind == Kind::kReset) Close(pair);
}

// What can be read is read, what can be written is written.
void Proxy::Move(Pair& pair, Direction direction) {
  Way& way = direction == Direction::kToServer ? pair.to_server : pair.to_client;
  const bool is_lost = pair.is_met && pair.fate.kind == Kind::kLose;
  if (way.begin == way.end && !way.has_ended) {
    const std::size_t most = pair.fate.is_byte_by_byte ? 1 : kBuffer;
    const ssize_t got = ::recv(way.from, way.buffer.data(), most, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    way.begin = 0;
    way.end = got > 0 ? static_cast<std::size_t>(got) : 0;
    way.has_ended = got <= 0;
  }
  if (is_lost) {
    way.begin = way.end = 0;
    return;
  }
  const std::size_t size = std::min(way.end - way.begin, RoomOf(pair, direction));
  if (size > 0) {
    const ssize_t put = ::send(way.to, way.buffer.data() + way.begin, size, MSG_NOSIGNAL);
    if (put < 0 && errno != EAGAIN && errno != EINTR) return Close(pair);
    const std::size_t moved = put > 0 ? static_cast<std::size_t>(put) : 0;
    way.begin += moved;
    way.passed += moved;
    passed_[static_cast<std::size_t>(direction)] += moved;
    if (RoomOf(pair, direction) == 0) return MeetFate(pair);
  }
  if (way.has_ended && way.begin == way.end) Close(pair);
}

void Proxy::Work() {
  std::vector<pollfd> watched;
  std::vector<std::pair<Pair*, Direction>> ways;
  std::unique_lock lock(mutex_);
  while (!is_over_) {
    std::erase_if(pairs_, [](const Pair& pair) { return pair.is_closed; });
    watched = {{.fd = waker_, .events = POLLIN, .revents = 0},
               {.fd = listener_, .events = POLLIN, .revents = 0}};
    ways.clear();
    for (Pair& pair : pairs_) {
      if (pair.is_met && pair.fate.kind == Kind::kStall) continue;
      for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
        const Way& way = direction == Direction::kToServer ? pair.to_server : pair.to_client;
        const bool reads = way.begin == way.end;
        if (reads && way.has_ended) continue;
        watched.push_back({.fd = reads ? way.from : way.to,
                           .events = static_cast<short>(reads ? POLLIN : POLLOUT),
                           .revents = 0});
        ways.emplace_back(&pair, direction);
      }
    }
    lock.unlock();
    ::poll(watched.data(), watched.size(), -1);
    lock.lock();
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(waker_, &count, sizeof count);
    for (std::size_t i = 0; i < ways.size(); ++i) {
      auto& [pair, direction] = ways[i];
      const bool is_stalled = pair->is_met && pair->fate.kind == Kind::kStall;
      if (watched[i + 2].revents != 0 && !pair->is_closed && !is_stalled) Move(*pair, direction);
    }
    if (watched[1].revents != 0 && listener_ >= 0) Accept();
  }
}

}  // namespace semaflow::chaos
