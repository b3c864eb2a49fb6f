// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/private_arguments.h"

#include "repositories/database/database_url.h"

#include <cstring>

namespace sentinai {

namespace {

void hidePassword(char* argument) {
  // Both --db URL and --db=URL.
  char* const value = std::strncmp(argument, "--db=", 5) == 0 ? argument + 5 : argument;
  const Result<DatabaseUrl> url = DatabaseUrl::parse(QString::fromLocal8Bit(value));
  if (!url || url->engine() != DatabaseUrl::Engine::PostgreSql) {
    return;
  }
  const QByteArray shown = url->displayText().toLocal8Bit();
  const std::size_t size = std::strlen(value);
  if (static_cast<std::size_t>(shown.size()) < size) { // It only ever leaves something out.
    std::memset(value, 0, size);
    std::memcpy(value, shown.constData(), static_cast<std::size_t>(shown.size()));
  }
}

} // namespace

PrivateArguments::PrivateArguments(int argc, char** argv) {
  m_texts.assign(argv, argv + argc);
  for (std::string& text : m_texts) {
    m_pointers.push_back(text.data());
  }
  m_pointers.push_back(nullptr);
  for (int i = 1; i < argc; ++i) {
    hidePassword(argv[i]);
  }
}

} // namespace sentinai
