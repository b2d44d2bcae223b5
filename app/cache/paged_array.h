// PagedArray<T>: values appended by one writer while readers read, without a lock.
//
// Thread safety: one writer calls push_back() and set_view(). Readers hold a View that they were handed through
// some lock after the values were appended; they may read every index below its size() at any time.
// Invariants: a value never moves and never changes; a View keeps alive what it shows.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace syncwall {

template <class T, std::size_t kPerPage = 4096>
class PagedArray {
  using Page = std::array<T, kPerPage>;
  using Directory = std::vector<std::shared_ptr<const Page>>;

 public:
  class View {
   public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return (*(*directory_)[i / kPerPage])[i % kPerPage]; }

   private:
    friend class PagedArray;
    std::shared_ptr<const Directory> directory_ = std::make_shared<Directory>();
    std::size_t size_ = 0;
  };

  // Writer only. The index of the new value.
  std::size_t push_back(T value) {
    const std::size_t i = view_.size_;
    if (i % kPerPage == 0) {
      last_page_ = std::make_shared<Page>();
      auto grown = std::make_shared<Directory>(*view_.directory_);  // readers keep the old one
      grown->push_back(last_page_);
      view_.directory_ = std::move(grown);
    }
    (*last_page_)[i % kPerPage] = std::move(value);
    ++view_.size_;
    return i;
  }

  [[nodiscard]] const View& view() const { return view_; }
  [[nodiscard]] std::size_t bytes() const { return view_.directory_->size() * sizeof(Page); }

 private:
  std::shared_ptr<Page> last_page_;  // shared with readers, who look below their size() only
  View view_;
};

}  // namespace syncwall
