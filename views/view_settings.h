// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>

namespace sentinai {

/// What the console remembers of its looks, for each login and tenant apart. Values of one scope never show in another.
class ViewSettings {
public:
  /// Kept in the user's settings of the application; `scope` is made of login and tenant.
  explicit ViewSettings(const QString& scope);

  [[nodiscard]] static QString scopeOf(const QString& database, const QString& login, const QString& tenantId);

  [[nodiscard]] QVariant value(const QString& key, const QVariant& fallback = {}) const;
  void setValue(const QString& key, const QVariant& value);
  void clear(); ///< Forgets this scope.
  void sync();

private:
  QString m_scope;
  mutable QSettings m_settings;
};

} // namespace sentinai
