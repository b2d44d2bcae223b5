// Budget: bytes that all connections together may hold at a time: bodies being read, answers being sent.
// Thread safety: every function may be called from any thread. Outlives every Held.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace syncwall {

class Budget {
 public:
  explicit Budget(std::size_t most) : left_(most) {}
  class Held {
   public:
    Held(std::atomic<std::size_t>& left, std::size_t bytes) : left_(&left), bytes_(bytes) {}
    ~Held() {
      if (left_ != nullptr) *left_ += bytes_;
    }
    Held(Held&& other) noexcept : left_(std::exchange(other.left_, nullptr)), bytes_(other.bytes_) {}
    Held& operator=(Held&& other) noexcept {
      std::swap(left_, other.left_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }

   private:
    std::atomic<std::size_t>* left_;
    std::size_t bytes_;
  };
  // Nothing: so much isn't left.
  [[nodiscard]] std::optional<Held> take(std::size_t bytes) {
    std::size_t left = left_;
    while (left >= bytes) {
      if (left_.compare_exchange_weak(left, left - bytes)) return std::optional<Held>(std::in_place, left_, bytes);
    }
    return std::nullopt;
  }

 private:
  std::atomic<std::size_t> left_;
};

}  // namespace syncwall
