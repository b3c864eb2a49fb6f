// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/tenant.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace sentinai {

class Theme;

/// The tenants that the login is a member of, one to be chosen.
class TenantChooser : public QWidget {
  Q_OBJECT
public:
  TenantChooser(const Theme& theme, QWidget* parent = nullptr);

  void setTenants(const std::vector<Tenant>& tenants, const QString& preferredId);

Q_SIGNALS:
  void chosen(const QString& tenantId);

private:
  void choose();
  void restyle();

  const Theme& m_theme;
  QLabel* m_title;
  QListWidget* m_list;
  QPushButton* m_open;
};

} // namespace sentinai
