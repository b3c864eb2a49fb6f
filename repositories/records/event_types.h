// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <array>

namespace sentinai::event_types {

// The standard event types (docs/events.md); each has a JSON schema in resources/schemas/events/.
inline constexpr char kExceptionCreated[] = "ExceptionCreated";
inline constexpr char kExceptionNormalized[] = "ExceptionNormalized";
inline constexpr char kTriageCompleted[] = "TriageCompleted";
inline constexpr char kPolicyEvaluated[] = "PolicyEvaluated";
inline constexpr char kResolutionSuggested[] = "ResolutionSuggested";
inline constexpr char kResolutionApproved[] = "ResolutionApproved";
inline constexpr char kResolutionRejected[] = "ResolutionRejected";
inline constexpr char kFeedbackCaptured[] = "FeedbackCaptured";
inline constexpr char kLlmDecisionProposed[] = "LLMDecisionProposed";
inline constexpr char kCopilotQuestionAsked[] = "CopilotQuestionAsked";
inline constexpr char kCopilotAnswerGiven[] = "CopilotAnswerGiven";
inline constexpr char kStatusChanged[] = "StatusChanged";
inline constexpr char kSeverityChanged[] = "SeverityChanged";
inline constexpr char kOwnerAssigned[] = "OwnerAssigned";
inline constexpr char kAttributesChanged[] = "AttributesChanged"; ///< Any other field edited by hand.
inline constexpr char kCommentAdded[] = "CommentAdded";
inline constexpr char kPlaybookStarted[] = "PlaybookStarted";
inline constexpr char kPlaybookStepCompleted[] = "PlaybookStepCompleted";
inline constexpr char kPlaybookStepFailed[] = "PlaybookStepFailed";
inline constexpr char kPlaybookCompleted[] = "PlaybookCompleted";
inline constexpr char kToolCalled[] = "ToolCalled";
inline constexpr char kSlaBreached[] = "SlaBreached";

inline constexpr std::array<const char*, 22> kStandard{
    kExceptionCreated,   kExceptionNormalized, kTriageCompleted,       kPolicyEvaluated,     kResolutionSuggested,
    kResolutionApproved, kResolutionRejected,  kFeedbackCaptured,      kLlmDecisionProposed, kCopilotQuestionAsked,
    kCopilotAnswerGiven, kStatusChanged,       kSeverityChanged,       kOwnerAssigned,       kAttributesChanged,
    kCommentAdded,       kPlaybookStarted,     kPlaybookStepCompleted, kPlaybookStepFailed,  kPlaybookCompleted,
    kToolCalled,         kSlaBreached};

} // namespace sentinai::event_types
