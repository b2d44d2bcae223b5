#include "server/deletion_body.h"

#include <nlohmann/json.hpp>

namespace syncwall {

namespace {

// Told each value as it is read; false ends the reading there.
class Handler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Deletion deletion;
  [[nodiscard]] bool whole() const { return ids_there_ && ended_; }

  bool null() override { return plain(); }
  bool boolean(bool) override { return plain(); }
  bool number_integer(number_integer_t) override { return plain(); }
  bool number_unsigned(number_unsigned_t) override { return plain(); }
  bool number_float(number_float_t, const string_t&) override { return plain(); }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& text) override {
    switch (member_) {
      case Member::Ids:
        if (!in_list_ || text.size() > kLongestId || deletion.ids.size() >= kMostIds) return false;
        deletion.ids.push_back(std::move(text));
        return true;
      case Member::RequestId:
        if (text.empty() || text.size() > kLongestRequestId) return false;
        deletion.request_id = std::move(text);
        return true;
      case Member::Other:
        return plain();
    }
    return false;
  }
  bool start_object(std::size_t) override { return !std::exchange(in_object_, true); }
  bool key(string_t& name) override {
    if (name == "connector_ids") return member_ = Member::Ids, !std::exchange(ids_there_, true);
    if (name == "request_id") return member_ = Member::RequestId, !std::exchange(request_id_there_, true);
    return member_ = Member::Other, true;
  }
  bool end_object() override { return ended_ = true; }
  bool start_array(std::size_t) override {
    return in_object_ && member_ == Member::Ids && !std::exchange(in_list_, true);
  }
  bool end_array() override {
    in_list_ = false;
    member_ = Member::Other;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

 private:
  enum class Member : unsigned char { Other, Ids, RequestId };
  [[nodiscard]] bool plain() const { return in_object_ && member_ == Member::Other; }

  Member member_ = Member::Other;
  bool in_object_ = false, in_list_ = false, ended_ = false, ids_there_ = false, request_id_there_ = false;
};

}  // namespace

Result<Deletion> parse_deletion(std::string_view body) {
  Handler handler;
  const bool read = nlohmann::json::sax_parse(body, &handler);
  if (!read || !handler.whole()) {
    return Problem{
        "the body must be {\"connector_ids\": [up to 1000 strings of up to 2048 bytes], \"request_id\": up to 100 "
        "bytes}",
        "", ""};
  }
  return std::move(handler.deletion);
}

}  // namespace syncwall
