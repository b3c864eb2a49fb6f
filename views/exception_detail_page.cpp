// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exception_detail_page.h"

#include "models/display_text.h"
#include "models/safe_text.h"
#include "views/attribute_edit_dialog.h"
#include "views/card_frame.h"
#include "views/conflict_banner.h"
#include "views/elided_label.h"
#include "views/event_payload_view.h"
#include "views/event_timeline_view.h"
#include "views/exception_attribute_panel.h"
#include "views/notice_banner.h"
#include "views/owner_editor.h"
#include "views/similar_exceptions_view.h"
#include "views/state_panel.h"
#include "views/theme.h"

#include <QAction>
#include <QClipboard>
#include <QDataStream>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kNarrow = 820; ///< Below this width left and right become above and below.
constexpr int kLeftWidth = 320;
constexpr std::chrono::seconds kClockTick{15};
constexpr quint32 kStateVersion = 2;

} // namespace

ExceptionDetailPage::ExceptionDetailPage(ExceptionDetailModel& model, const TimeFormat& timeFormat, const Theme& theme,
                                         QWidget* parent)
    : PageWidget(parent)
    , m_model(model)
    , m_timeFormat(timeFormat)
    , m_theme(theme)
    , m_statePanel(new StatePanel(theme, this))
    , m_content(new QWidget(this))
    , m_stack(new QStackedLayout(this))
    , m_id(new ElidedLabel(m_content))
    , m_subtitle(new ElidedLabel(m_content))
    , m_saving(new QLabel(m_content))
    , m_chain(new QPushButton(m_content))
    , m_saveBanner(new NoticeBanner(theme, QStringLiteral("saveBanner"), m_content))
    , m_staleBanner(new NoticeBanner(theme, QStringLiteral("staleBanner"), m_content))
    , m_readOnlyBanner(new NoticeBanner(theme, QStringLiteral("readOnlyBanner"), m_content))
    , m_conflict(new ConflictBanner(timeFormat, theme, m_content))
    , m_attributes(new ExceptionAttributePanel(timeFormat, theme, m_content))
    , m_timeline(new EventTimelineView(model.timeline(), timeFormat, theme, m_content))
    , m_payload(new EventPayloadView(timeFormat, theme, m_content))
    , m_similar(new SimilarExceptionsView(model.similar(), theme, m_content))
    , m_tabs(new QTabWidget(m_content))
    , m_columns(new QSplitter(Qt::Horizontal, m_content))
    , m_rows(new QSplitter(Qt::Vertical, m_content)) {
  setObjectName(QStringLiteral("exceptionDetailPage"));
  buildLayout();
  addActions();
  connectModel();
  restyle();
  connect(&m_theme, &Theme::changed, this, &ExceptionDetailPage::restyle);
  m_clock.setInterval(kClockTick);
  connect(&m_clock, &QTimer::timeout, this, [this] {
    if (isVisible()) {
      m_attributes->updateTimes();
      m_timeline->updateTimes();
    }
  });
  m_clock.start();
  showState();
  showSaving();
  showChain();
}

ExceptionDetailPage::~ExceptionDetailPage() = default;

QWidget* ExceptionDetailPage::buildHeader() {
  auto* const header = new QWidget(m_content);
  m_id->setObjectName(QStringLiteral("exceptionId"));
  m_subtitle->setObjectName(QStringLiteral("exceptionSubtitle"));
  m_saving->setObjectName(QStringLiteral("savingLabel"));
  m_saving->setText(tr("Saving …"));
  m_chain->setObjectName(QStringLiteral("chainBadge"));
  m_chain->setFlat(true);
  connect(m_chain, &QPushButton::clicked, &m_model, &ExceptionDetailModel::verifyChain);
  auto* const names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(m_id);
  names->addWidget(m_subtitle);
  auto* const row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::kSpaceM);
  row->addLayout(names, 1);
  row->addWidget(m_saving);
  row->addWidget(m_chain);
  return header;
}

void ExceptionDetailPage::buildLayout() {
  m_tabs->setObjectName(QStringLiteral("detailTabs"));
  m_tabs->setDocumentMode(true);
  m_tabs->addTab(m_payload, tr("Payload"));
  m_tabs->addTab(m_similar, tr("Similar"));
  auto* const tabCard = new CardFrame(m_theme, m_content);
  tabCard->setObjectName(QStringLiteral("tabCard"));
  auto* const tabColumn = new QVBoxLayout(tabCard);
  tabColumn->setContentsMargins(1, 1, 1, 1);
  tabColumn->addWidget(m_tabs);

  m_rows->setObjectName(QStringLiteral("detailRows"));
  m_rows->setChildrenCollapsible(false);
  m_rows->setHandleWidth(Theme::kSpaceM);
  m_rows->addWidget(m_timeline);
  m_rows->addWidget(tabCard);
  m_columns->setObjectName(QStringLiteral("detailColumns"));
  m_columns->setChildrenCollapsible(false);
  m_columns->setHandleWidth(Theme::kSpaceM);
  m_columns->addWidget(m_attributes);
  m_columns->addWidget(m_rows);
  m_columns->setStretchFactor(0, 0);
  m_columns->setStretchFactor(1, 1);
  connect(m_columns, &QSplitter::splitterMoved, this, [this] {
    if (m_columns->orientation() == Qt::Horizontal) {
      m_wideSizes = m_columns->sizes();
    }
  });
  connect(m_rows, &QSplitter::splitterMoved, this, [this] { m_rowSizes = m_rows->sizes(); });
  m_attributes->setMinimumWidth(240);
  m_rows->setMinimumWidth(320);

  auto* const column = new QVBoxLayout(m_content);
  column->setContentsMargins(Theme::kSpaceL, Theme::kSpaceM, Theme::kSpaceL, Theme::kSpaceL);
  column->setSpacing(Theme::kSpaceS);
  column->addWidget(buildHeader());
  column->addWidget(m_readOnlyBanner);
  column->addWidget(m_staleBanner);
  column->addWidget(m_saveBanner);
  column->addWidget(m_conflict);
  column->addWidget(m_columns, 1);

  m_statePanel->setObjectName(QStringLiteral("detailState"));
  connect(m_statePanel, &StatePanel::actionTriggered, this, &ExceptionDetailPage::refresh);
  m_stack->setContentsMargins(0, 0, 0, 0);
  m_stack->addWidget(m_content);
  m_stack->addWidget(m_statePanel);
  resetLayout();
}

void ExceptionDetailPage::resetLayout() {
  m_wideSizes = {kLeftWidth, 3 * kLeftWidth};
  m_columns->setSizes(m_columns->orientation() == Qt::Horizontal ? m_wideSizes : QList<int>{2, 3});
  m_rowSizes = {600, 400};
  m_rows->setSizes(m_rowSizes);
  m_timeline->resetLayout();
  m_payload->resetLayout();
  m_tabs->setCurrentIndex(0);
}

QAction* ExceptionDetailPage::addShortcut(const QString& objectName, const QString& text, const QKeySequence& keys,
                                          const std::function<void()>& act) {
  auto* const action = new QAction(text, this);
  action->setObjectName(objectName);
  action->setShortcut(keys);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(action, &QAction::triggered, this, [this, act] {
    if (m_model.state() == ExceptionDetailModel::State::Ready) {
      act();
    }
  });
  addAction(action);
  return action;
}

void ExceptionDetailPage::addActions() {
  m_changing << addShortcut(QStringLiteral("actionStatus"), tr("Change status …"),
                            QKeySequence(QStringLiteral("Ctrl+Shift+S")), [this] { m_attributes->openStatusMenu(); });
  m_changing << addShortcut(QStringLiteral("actionSeverity"), tr("Change severity …"),
                            QKeySequence(QStringLiteral("Ctrl+Shift+Y")), [this] { m_attributes->openSeverityMenu(); });
  m_assigning << addShortcut(QStringLiteral("actionOwner"), tr("Change owner …"),
                             QKeySequence(QStringLiteral("Ctrl+Shift+O")),
                             [this] { m_attributes->owner().openMenu(); });
  m_assigning << addShortcut(QStringLiteral("actionAssignToMe"), tr("Assign to me"),
                             QKeySequence(QStringLiteral("Ctrl+Shift+M")), [this] {
                               if (m_model.actor().id) {
                                 m_model.assignOwner(m_model.actor().id);
                               }
                             });
  m_changing << addShortcut(QStringLiteral("actionEdit"), tr("Edit attributes …"),
                            QKeySequence(QStringLiteral("Ctrl+E")), [this] { editAttributes(); });
  m_commenting << addShortcut(QStringLiteral("actionComment"), tr("Write a comment"),
                              QKeySequence(QStringLiteral("Ctrl+Shift+K")), [this] { m_attributes->focusComment(); });
  addShortcut(QStringLiteral("actionTimeline"), tr("Go to the timeline"), QKeySequence(QStringLiteral("Ctrl+Shift+T")),
              [this] { m_timeline->focusTable(); });
  addShortcut(QStringLiteral("actionCopyEvent"), tr("Copy event as JSON"), QKeySequence(QStringLiteral("Ctrl+Shift+J")),
              [this] {
                m_payload->copyEvent();
                Q_EMIT statusMessage(tr("Event copied as JSON"));
              });
  addShortcut(QStringLiteral("actionCopyId"), tr("Copy the exception's id"),
              QKeySequence(QStringLiteral("Ctrl+Shift+I")), [this] {
                QGuiApplication::clipboard()->setText(m_model.exceptionId());
                Q_EMIT statusMessage(tr("Id copied"));
              });
  addShortcut(QStringLiteral("actionVerify"), tr("Verify the chain of events"),
              QKeySequence(QStringLiteral("Ctrl+Shift+V")), [this] { m_model.verifyChain(); });
}

void ExceptionDetailPage::connectModel() {
  using Panel = ExceptionAttributePanel;
  connect(m_attributes, &Panel::statusChosen, &m_model, &ExceptionDetailModel::changeStatus);
  connect(m_attributes, &Panel::severityChosen, &m_model, &ExceptionDetailModel::changeSeverity);
  connect(m_attributes, &Panel::ownerChosen, &m_model, &ExceptionDetailModel::assignOwner);
  connect(m_attributes, &Panel::commentEntered, &m_model, &ExceptionDetailModel::addComment);
  connect(m_attributes, &Panel::editRequested, this, &ExceptionDetailPage::editAttributes);
  connect(&m_attributes->owner(), &OwnerEditor::suggestionsWanted, &m_model, &ExceptionDetailModel::requestOwners);
  connect(&m_model, &ExceptionDetailModel::ownersFound, &m_attributes->owner(), &OwnerEditor::setSuggestions);
  connect(&m_model, &ExceptionDetailModel::commentSaved, m_attributes, &Panel::commentSaved);
  connect(&m_model, &ExceptionDetailModel::stateChanged, this, &ExceptionDetailPage::showState);
  connect(&m_model, &ExceptionDetailModel::savingChanged, this, &ExceptionDetailPage::showSaving);
  connect(&m_model.chain(), &ChainCheck::changed, this, &ExceptionDetailPage::showChain);
  connect(&m_model.similar(), &SimilarExceptionsModel::stateChanged, this, &ExceptionDetailPage::showSimilarCount);
  connect(&m_model, &ExceptionDetailModel::loadingChanged, this, &ExceptionDetailPage::noteLoading);
  connect(m_timeline, &EventTimelineView::currentEventChanged, this, &ExceptionDetailPage::showSelectedEvent);
  connect(m_payload, &EventPayloadView::copied, this, &PageWidget::statusMessage);
  connect(m_similar, &SimilarExceptionsView::openRequested, this, &ExceptionDetailPage::openExceptionRequested);
  connect(m_similar, &SimilarExceptionsView::retryRequested, this, &ExceptionDetailPage::refresh);
  connect(m_saveBanner, &NoticeBanner::actionTriggered, this, [this] {
    if (m_model.saveFailure() && m_model.saveFailure()->retryable) {
      m_model.retrySave();
    } else {
      m_model.discardSave();
    }
  });
  connect(m_saveBanner, &NoticeBanner::secondActionTriggered, &m_model, &ExceptionDetailModel::discardSave);
  connect(m_staleBanner, &NoticeBanner::actionTriggered, this, &ExceptionDetailPage::refresh);
  connect(m_conflict, &ConflictBanner::theirsChosen, &m_model, &ExceptionDetailModel::takeTheirs);
  connect(m_conflict, &ConflictBanner::yoursChosen, &m_model, &ExceptionDetailModel::keepYours);
}

void ExceptionDetailPage::open(const QString& exceptionId) {
  m_model.load(exceptionId);
}

QString ExceptionDetailPage::title() const {
  return m_model.exceptionId().isEmpty() ? tr("Exception") : visibleLine(m_model.exceptionId());
}

void ExceptionDetailPage::refresh() {
  m_model.refresh();
}

void ExceptionDetailPage::focusFilter() {
  m_timeline->focusFilter();
}

bool ExceptionDetailPage::goBack() {
  return m_attributes->goBack();
}

bool ExceptionDetailPage::isLoading() const {
  return m_model.isLoading();
}

std::optional<Instant> ExceptionDetailPage::loadedAt() const {
  return m_model.loadedAt();
}

void ExceptionDetailPage::noteLoading() {
  const bool ended = std::exchange(m_wasLoading, isLoading()) && !m_wasLoading;
  const bool newer = std::exchange(m_settledAt, loadedAt()) != m_settledAt;
  if (ended || (newer && !m_wasLoading)) {
    Q_EMIT settled();
  }
}

void ExceptionDetailPage::showRefusals() {
  const auto refuse = [](const QList<QAction*>& actions, const QString& reason) {
    for (QAction* const action : actions) {
      action->setEnabled(reason.isEmpty());
      action->setToolTip(plainToolTip(reason));
      action->setStatusTip(reason);
    }
  };
  refuse(m_changing, m_model.refusals().change);
  refuse(m_assigning, m_model.refusals().assign);
  refuse(m_commenting, m_model.refusals().comment);
}

void ExceptionDetailPage::showState() {
  showRefusals();
  const bool ready = m_model.state() == ExceptionDetailModel::State::Ready;
  const bool hadFocus = holdsFocus();
  if (ready) {
    showException();
  } else {
    showStatePanel();
  }
  QWidget* const shown = ready ? m_content : static_cast<QWidget*>(m_statePanel);
  const bool other = m_stack->currentWidget() != shown;
  m_stack->setCurrentWidget(shown);
  leadFocus(ready ? m_timeline->table() : nullptr, hadFocus, other);
}

void ExceptionDetailPage::showStatePanel() {
  using State = ExceptionDetailModel::State;
  const QString id = visibleLine(m_model.exceptionId());
  switch (m_model.state()) {
  case State::Empty:
    m_statePanel->showState(StatePanel::Kind::Empty, tr("No exception chosen"),
                            tr("Choose one in the table to see its attributes and its timeline."));
    break;
  case State::Loading:
    m_statePanel->showState(StatePanel::Kind::Loading, tr("Loading %1").arg(id), {});
    break;
  case State::NotFound:
    m_statePanel->showState(StatePanel::Kind::Empty, tr("%1 is not here").arg(id),
                            tr("This tenant has no such exception. It may belong to another tenant."),
                            tr("Look again"));
    break;
  case State::NotPermitted:
    m_statePanel->showState(StatePanel::Kind::NoPermission, tr("You may not see %1").arg(id), m_model.errorText(),
                            tr("Try again"));
    break;
  case State::Failed:
    m_statePanel->showState(StatePanel::Kind::Error, tr("%1 could not be read").arg(id), m_model.errorText(),
                            tr("Try again"));
    break;
  case State::Ready:
    break;
  }
}

void ExceptionDetailPage::showException() {
  const Exception& exception = *m_model.exception();
  m_id->setText(exception.exceptionId);
  QStringList about{exception.domain, exception.type};
  if (!exception.entity.isEmpty()) {
    about << exception.entity;
  }
  m_subtitle->setText(about.join(QStringLiteral(" · ")));
  m_attributes->setMe(m_model.actor().id.value_or(QString()));
  m_attributes->setRefusals(m_model.refusals());
  m_attributes->showException(exception);
  const QString readOnly = m_model.refusals().common();
  m_readOnlyBanner->setVisible(!readOnly.isEmpty());
  if (!readOnly.isEmpty()) {
    m_readOnlyBanner->showNotice(readOnly, {});
  }
  if (m_model.errorText().isEmpty()) {
    m_staleBanner->hide();
  } else {
    m_staleBanner->showNotice(tr("What you see may be out of date: %1").arg(m_model.errorText()), tr("Try again"));
  }
  if (m_dialog) {
    m_dialog->showPresent(exception);
  }
}

void ExceptionDetailPage::showSaving() {
  m_saving->setVisible(m_model.isSaving());
  if (const auto failure = m_model.saveFailure()) {
    QString text = tr("Your change to %1 is not saved: %2").arg(failure->exceptionId, failure->text);
    if (const qsizetype behind = m_model.unsavedActions() - 1; behind > 0) {
      text += QLatin1Char(' ') + tr("Waiting behind it: %1").arg(behind);
    }
    if (failure->retryable) {
      m_saveBanner->showNotice(text, tr("Try again"), tr("Discard change"));
    } else {
      m_saveBanner->showNotice(text, tr("Discard change"));
    }
  } else {
    m_saveBanner->hide();
  }
  if (const auto conflict = m_model.conflict()) {
    m_conflict->showConflict(*conflict);
  } else {
    m_conflict->hide();
  }
}

void ExceptionDetailPage::showChain() {
  const ChainCheck& chain = m_model.chain();
  m_chain->setText(plainLabel(chain.text()));
  m_chain->setAccessibleName(chain.text());
  QColor color = m_theme.colors().mutedText;
  QString toolTip = tr("Every event carries a hash over itself and the event before. Click to recompute them all here "
                       "from the raw rows (Ctrl+Shift+V).");
  switch (chain.state()) {
  case ChainCheck::State::Intact:
    color = m_theme.colors().good;
    m_chain->setIcon(m_theme.icon(QStringLiteral("check")));
    break;
  case ChainCheck::State::Broken:
    color = m_theme.colors().bad;
    m_chain->setIcon(m_theme.icon(QStringLiteral("warning")));
    toolTip = chain.text();
    break;
  case ChainCheck::State::Failed:
    color = m_theme.colors().warning;
    m_chain->setIcon(m_theme.icon(QStringLiteral("warning")));
    toolTip = chain.text();
    break;
  case ChainCheck::State::Unchecked:
  case ChainCheck::State::Checking:
    m_chain->setIcon({});
    break;
  }
  m_chain->setToolTip(plainToolTip(toolTip));
  m_chain->setAccessibleDescription(toolTip);
  QPalette palette = m_chain->palette();
  palette.setColor(QPalette::ButtonText, color);
  m_chain->setPalette(palette);
}

void ExceptionDetailPage::showSelectedEvent() {
  const ExceptionEvent* const event = m_timeline->currentEvent();
  m_payload->setEvent(event != nullptr ? std::optional(*event) : std::nullopt);
}

void ExceptionDetailPage::showSimilarCount() {
  const SimilarExceptionsModel& similar = m_model.similar();
  m_tabs->setTabText(1, similar.state() == SimilarExceptionsModel::State::Ready
                            ? tr("Similar (%1)").arg(similar.rowCount())
                            : tr("Similar"));
}

void ExceptionDetailPage::editAttributes() {
  if (m_dialog || m_model.state() != ExceptionDetailModel::State::Ready || !m_model.refusals().change.isEmpty()) {
    return;
  }
  m_dialog = new AttributeEditDialog(*m_model.exception(), m_timeFormat, m_theme, this);
  m_dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(m_dialog, &AttributeEditDialog::submitted, this, [this](const QJsonObject& fields) {
    const QString problem = m_model.editAttributes(fields, m_dialog->seen());
    if (problem.isEmpty()) {
      m_dialog->accept();
    } else {
      m_dialog->showProblem(problem);
    }
  });
  m_dialog->open();
}

void ExceptionDetailPage::resizeEvent(QResizeEvent* event) {
  PageWidget::resizeEvent(event);
  arrange();
}

void ExceptionDetailPage::arrange() {
  const Qt::Orientation wanted = width() < kNarrow ? Qt::Vertical : Qt::Horizontal;
  if (m_columns->orientation() == wanted) {
    return;
  }
  m_columns->setOrientation(wanted);
  m_columns->setSizes(wanted == Qt::Horizontal ? m_wideSizes : QList<int>{350, 650});
}

QByteArray ExceptionDetailPage::saveState() const {
  QByteArray state;
  QDataStream stream(&state, QIODevice::WriteOnly);
  stream.setVersion(QDataStream::Qt_6_4);
  stream << kStateVersion << m_wideSizes << m_rowSizes << m_tabs->currentIndex() << m_timeline->saveState()
         << m_payload->saveState();
  return state;
}

bool ExceptionDetailPage::restoreState(const QByteArray& state) {
  QDataStream stream(state);
  stream.setVersion(QDataStream::Qt_6_4);
  quint32 version = 0;
  QList<int> wide;
  QList<int> rows;
  int tab = 0;
  QByteArray timeline;
  QByteArray payload;
  stream >> version >> wide >> rows >> tab >> timeline >> payload;
  if (stream.status() != QDataStream::Ok || version != kStateVersion || wide.size() != m_columns->count() ||
      rows.size() != m_rows->count()) {
    return false;
  }
  m_rowSizes = rows;
  m_rows->setSizes(rows);
  m_wideSizes = wide;
  if (m_columns->orientation() == Qt::Horizontal) {
    m_columns->setSizes(wide);
  }
  m_tabs->setCurrentIndex(tab);
  return m_timeline->restoreState(timeline) && m_payload->restoreState(payload);
}

void ExceptionDetailPage::restyle() {
  m_id->setFont(m_theme.font(FontRole::Title));
  m_subtitle->setFont(m_theme.font(FontRole::Body));
  QPalette muted = m_subtitle->palette();
  muted.setColor(QPalette::WindowText, m_theme.colors().mutedText);
  m_subtitle->setPalette(muted);
  m_saving->setPalette(muted);
  showChain();
}

} // namespace sentinai
