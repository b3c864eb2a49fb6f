// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/similar_exceptions_view.h"

#include "views/similar_exceptions_delegate.h"
#include "views/state_panel.h"
#include "views/theme.h"

#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>

namespace sentinai {

SimilarExceptionsView::SimilarExceptionsView(SimilarExceptionsModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_theme(theme)
    , m_table(new QTableView(this))
    , m_state(new StatePanel(theme, this))
    , m_stack(new QStackedLayout(this)) {
  setObjectName(QStringLiteral("similarView"));
  m_table->setObjectName(QStringLiteral("similarTable"));
  m_table->setAccessibleName(tr("Similar exceptions"));
  m_table->setToolTip(tr("Enter or double click opens the exception"));
  m_table->setModel(&m_model);
  m_table->setItemDelegate(new SimilarExceptionsDelegate(theme, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setWordWrap(false);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
  QHeaderView* const header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  const int character = fontMetrics().averageCharWidth();
  header->resizeSection(SimilarExceptionsModel::Id, character * 18);
  header->resizeSection(SimilarExceptionsModel::Outcome, character * 24);
  header->resizeSection(SimilarExceptionsModel::Entity, character * 22);
  header->resizeSection(SimilarExceptionsModel::Owner, character * 14);
  header->setStretchLastSection(true);
  connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    Q_EMIT openRequested(index.data(SimilarExceptionsModel::ExceptionIdRole).toString());
  });
  m_state->setObjectName(QStringLiteral("similarState"));
  connect(m_state, &StatePanel::actionTriggered, this, &SimilarExceptionsView::retryRequested);
  m_stack->setContentsMargins(0, 0, 0, 0);
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_state);
  connect(&m_model, &SimilarExceptionsModel::stateChanged, this, &SimilarExceptionsView::showState);
  restyle();
  connect(&m_theme, &Theme::changed, this, &SimilarExceptionsView::restyle);
  showState();
}

void SimilarExceptionsView::showState() {
  using State = SimilarExceptionsModel::State;
  if (m_model.state() == State::Ready && m_model.rowCount() > 0) {
    m_stack->setCurrentWidget(m_table);
    return;
  }
  m_stack->setCurrentWidget(m_state);
  switch (m_model.state()) {
  case State::Idle:
  case State::Loading:
    m_state->showState(StatePanel::Kind::Loading, tr("Looking for similar exceptions"), {});
    break;
  case State::Failed:
    m_state->showState(StatePanel::Kind::Error, tr("Similar exceptions could not be read"), m_model.errorText(),
                       tr("Try again"));
    break;
  case State::Ready:
    m_state->showState(StatePanel::Kind::Empty, tr("Nothing similar"),
                       tr("No other exception has the same domain and type."));
    break;
  }
}

void SimilarExceptionsView::restyle() {
  QPalette palette = m_table->palette();
  palette.setColor(QPalette::Highlight, m_theme.colors().selection);
  palette.setColor(QPalette::HighlightedText, m_theme.colors().text);
  m_table->setPalette(palette);
}

} // namespace sentinai
