// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure_panel.h"

#include "models/figure_table_model.h"
#include "views/chart_legend.h"
#include "views/figure_table_view.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedLayout>
#include <QToolButton>

namespace sentinai {

FigurePanel::FigurePanel(const Theme& theme, FigureTableModel& model, QWidget* chart, const QString& name,
                         QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_model(model)
    , m_title(new QLabel(model.title(), this))
    , m_remark(new QLabel(this))
    , m_asTable(new QToolButton(this))
    , m_stack(new QStackedLayout)
    , m_chart(chart)
    , m_table(new FigureTableView(model, this))
    , m_empty(new QLabel(tr("Nothing to show."), this)) {
  // Before the stack shows it: without a parent it would flash up as a window of its own.
  chart->setParent(this);
  setObjectName(name);
  chart->setObjectName(name + QStringLiteral("Chart"));
  m_table->setObjectName(name + QStringLiteral("Table"));
  m_asTable->setObjectName(name + QStringLiteral("AsTable"));
  setAccessibleName(model.title());

  for (QLabel* const label : {m_title, m_remark, m_empty}) {
    label->setTextFormat(Qt::PlainText);
  }
  m_asTable->setCheckable(true);
  m_asTable->setAutoRaise(true);
  m_asTable->setFocusPolicy(Qt::StrongFocus);
  m_asTable->setToolTip(tr("Show as table"));
  m_asTable->setAccessibleName(tr("%1: show as table").arg(model.title()));
  m_empty->setAlignment(Qt::AlignCenter);
  m_empty->setWordWrap(true);

  auto* header = new QHBoxLayout;
  header->setContentsMargins(Theme::kSpaceS, 0, 0, 0);
  header->setSpacing(Theme::kSpaceS);
  header->addWidget(m_title);
  header->addWidget(m_remark, 1);
  if (const auto* drawn = qobject_cast<FigureChart*>(chart)) {
    header->addWidget(new ChartLegend(theme, model, drawn->kind(), this));
  }
  header->addWidget(m_asTable);
  m_stack->addWidget(chart);
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_empty);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Theme::kSpaceXs, Theme::kSpaceS, Theme::kSpaceS, Theme::kSpaceM);
  column->setSpacing(Theme::kSpaceXs);
  column->addLayout(header);
  column->addLayout(m_stack, 1);

  connect(m_asTable, &QToolButton::toggled, this, [this](bool on) {
    choosePage();
    Q_EMIT tableShown(on);
  });
  connect(m_table, &FigureTableView::drillDownRequested, this, &FigurePanel::drillDownRequested);
  connect(&model, &QAbstractItemModel::modelReset, this, &FigurePanel::choosePage);
  connect(&model, &QAbstractItemModel::dataChanged, this, &FigurePanel::choosePage);
  connect(&theme, &Theme::changed, this, &FigurePanel::applyTheme);
  applyTheme();
  choosePage();
}

void FigurePanel::setRemark(const QString& remark) {
  m_remark->setText(remark);
}

void FigurePanel::setEmptyText(const QString& text) {
  m_empty->setText(text);
}

bool FigurePanel::isTableShown() const {
  return m_asTable->isChecked();
}

void FigurePanel::showTable(bool on) {
  m_asTable->setChecked(on);
}

void FigurePanel::choosePage() {
  QWidget* page = m_chart;
  if (m_asTable->isChecked()) {
    page = m_table;
  } else if (m_model.isEmpty()) {
    page = m_empty;
  }
  m_stack->setCurrentWidget(page);
}

void FigurePanel::applyTheme() {
  setStyleSheet(m_theme.cardStyle(objectName()));
  m_title->setFont(m_theme.font(FontRole::Strong));
  m_remark->setFont(m_theme.font(FontRole::Caption));
  for (QLabel* label : {m_remark, m_empty}) {
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().mutedText);
    label->setPalette(palette);
  }
  m_asTable->setIcon(m_theme.icon(QStringLiteral("table")));
}

} // namespace sentinai
