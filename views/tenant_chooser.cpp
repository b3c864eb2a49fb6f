// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tenant_chooser.h"

#include "models/display_text.h"
#include "models/safe_text.h"
#include "views/theme.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kWidth = 420;
constexpr int kVisibleRows = 12;
constexpr int kIdRole = Qt::UserRole + 1;
constexpr int kNameRole = Qt::UserRole + 2;

} // namespace

TenantChooser::TenantChooser(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new QLabel(tr("Choose a &tenant"), this))
    , m_list(new QListWidget(this))
    , m_open(new QPushButton(tr("Open"), this)) {
  setObjectName(QStringLiteral("tenantChooser"));
  m_list->setObjectName(QStringLiteral("tenantList"));
  m_list->setAccessibleName(tr("Tenants"));
  m_list->setFixedWidth(kWidth);
  m_list->setAlternatingRowColors(true);
  m_title->setBuddy(m_list);
  m_open->setObjectName(QStringLiteral("tenantOpen"));
  m_open->setDefault(true);

  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(Theme::kSpaceM);
  layout->addStretch(1);
  layout->addWidget(m_title, 0, Qt::AlignHCenter);
  layout->addWidget(m_list, 0, Qt::AlignHCenter);
  layout->addWidget(m_open, 0, Qt::AlignHCenter);
  layout->addStretch(2);

  connect(m_list, &QListWidget::itemActivated, this, &TenantChooser::choose);
  connect(m_open, &QPushButton::clicked, this, &TenantChooser::choose);
  connect(&theme, &Theme::changed, this, &TenantChooser::restyle);
  restyle();
}

void TenantChooser::setTenants(const std::vector<Tenant>& tenants, const QString& preferredId) {
  m_list->clear();
  for (const Tenant& tenant : tenants) {
    QString text = visibleLine(tenant.name);
    if (tenant.status != TenantStatus::Active) {
      text += QStringLiteral(" (%1)").arg(displayText(tenant.status));
    }
    auto* item = new QListWidgetItem(text, m_list);
    item->setData(kIdRole, tenant.tenantId);
    item->setData(kNameRole, tenant.name);
    item->setToolTip(plainToolTip(tenant.tenantId));
    item->setSizeHint({0, Theme::kRowHeight + Theme::kSpaceXs});
    if (tenant.tenantId == preferredId) {
      m_list->setCurrentItem(item);
    }
  }
  if (!m_list->currentItem()) {
    m_list->setCurrentRow(0);
  }
  const int rows = std::clamp(m_list->count(), 2, kVisibleRows);
  m_list->setFixedHeight(rows * (Theme::kRowHeight + Theme::kSpaceXs) + 2 * m_list->frameWidth());
  m_list->setFocus();
  restyle();
}

void TenantChooser::choose() {
  if (const QListWidgetItem* item = m_list->currentItem()) {
    Q_EMIT chosen(item->data(kIdRole).toString());
  }
}

void TenantChooser::restyle() {
  m_title->setFont(m_theme.font(FontRole::Title));
  for (int row = 0; row < m_list->count(); ++row) {
    QPixmap swatch(Theme::kIconSize, Theme::kIconSize);
    swatch.fill(m_theme.identityColor(m_list->item(row)->data(kNameRole).toString()));
    m_list->item(row)->setIcon(swatch);
  }
}

} // namespace sentinai
