// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>
#include <QStringList>
#include <map>
#include <vector>

namespace sentinai {

/// Secrets by name.
using SecretTexts = std::map<QString, QString>;

/// What templates are filled with.
struct ToolData {
  QJsonObject values;
  const SecretTexts* secrets = nullptr; ///< Null: references to secrets stay as they are.
};

/// Text with placeholders: `{{exception.entity}}`, a path of names and array positions into the data, or
/// `{{secret:NAME}}`. What is put in is never looked at for placeholders again.
class ToolTemplate {
public:
  enum class Encoding : quint8 { Plain, Percent };

  /// InvalidInput quotes the placeholder that is none.
  [[nodiscard]] static Result<ToolTemplate> parse(const QString& text);

  [[nodiscard]] QStringList secretNames() const;
  [[nodiscard]] bool isSecretOnly() const; ///< Nothing but one reference to a secret.

  /// InvalidInput names the placeholder for which there is no string, number or truth value. Encoding is of what is put
  /// in, all but the unreserved characters of RFC 3986.
  [[nodiscard]] Result<QString> text(const ToolData& data, Encoding encoding = Encoding::Plain) const;

  /// The same, but a single placeholder without text around it gives its value as it is: any JSON, null too.
  [[nodiscard]] Result<QJsonValue> value(const ToolData& data) const;

private:
  struct Part {
    enum class Kind : quint8 { Literal, Path, Secret };
    Kind kind = Kind::Literal;
    QString text; ///< As written, without the braces.
  };

  [[nodiscard]] static Result<QJsonValue> valueOf(const Part& part, const ToolData& data);
  [[nodiscard]] static Result<QString> textOf(const Part& part, const ToolData& data, Encoding encoding);

  std::vector<Part> m_parts;
};

} // namespace sentinai
