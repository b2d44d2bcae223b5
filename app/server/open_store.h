// Opens the database that a server or a command works on. The only place that knows which kind of store it is.
#pragma once

#include <filesystem>
#include <memory>

#include "store/store.h"

namespace syncwall {

[[nodiscard]] Stored<std::unique_ptr<Store>> open_store(const std::filesystem::path& database,
                                                        const StoreOptions& options = {});

}  // namespace syncwall
