// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace sentinai {

class ConnectionState;
class LiveUpdates;
class Theme;

/// What must always be in sight: tenant, login and access, environment, connection, whether changes show by themselves,
/// and how old the data is.
class StatusStrip : public QWidget {
  Q_OBJECT
public:
  StatusStrip(const Theme& theme, QWidget* parent = nullptr);

  void setTenant(const QString& name);
  void setEnvironment(const QString& text, const QString& detail); ///< e.g. "Demo file"; `detail` as tooltip.
  void setConnection(ConnectionState* connection);                 ///< Null: none yet.
  void setLiveUpdates(LiveUpdates* live);                          ///< Null: none yet.
  void setLoadedAt(std::optional<Instant> loadedAt);

private:
  QLabel* addField(const QString& objectName);
  void show(QLabel* label, const QString& text, const QString& name, const QString& toolTip);
  void showConnection();
  void showLive();
  void showAge();
  void restyle();

  const Theme& m_theme;
  ConnectionState* m_connection = nullptr;
  LiveUpdates* m_live = nullptr;
  std::optional<Instant> m_loadedAt;
  QString m_tenantName;
  QLabel* m_swatch;
  QLabel* m_tenant;
  QLabel* m_login;
  QLabel* m_environment;
  QLabel* m_connectionIcon;
  QLabel* m_connectionText;
  QLabel* m_liveText;
  QLabel* m_age;
  QTimer m_clock;
};

} // namespace sentinai
