// Written by scripts/generate; do not edit.
import type {
  AddLinen,
  AddReservations,
  AddRooms,
  Address,
  AskedDay,
  AskedTurnovers,
  AssignTask,
  AssignTicket,
  AssignWorkOrder,
  BlockRoom,
  Board,
  BulkReport,
  CancelTask,
  CancelWorkOrder,
  ChangeLinen,
  ChangePassword,
  ChangeSettings,
  ChangeStaff,
  Checklist,
  ClaimTablet,
  Colleague,
  CompleteTask,
  ConnectPms,
  Connected,
  ConnectionsShown,
  CreateTask,
  DayLine,
  DeadLetter,
  DecidePlan,
  DiscardDeadLetter,
  DisposeLostItem,
  Done,
  Drift,
  EndShift,
  EscalateTask,
  FailTask,
  Forgotten,
  GetRoom,
  GetWelcome,
  Guest,
  HireStaff,
  HistoryLine,
  InspectTask,
  Inspection,
  Invitation,
  InviteStaff,
  JournalLine,
  LinenLine,
  ListChecklists,
  ListDeadLetters,
  ListDrift,
  ListInspections,
  ListJournal,
  ListLinen,
  ListLostItems,
  ListRequest,
  ListReservations,
  ListRooms,
  ListShifts,
  ListTasks,
  ListTickets,
  ListWorkOrders,
  LostClaim,
  LostItem,
  MatchLostItem,
  Me,
  MoveLinen,
  MyInvitation,
  NewReservation,
  NoteTask,
  NoteTicket,
  NoteWorkOrder,
  ObserveOccupancy,
  OpenTicketAsked,
  OpenUpload,
  OpenWorkOrder,
  OrderWorklist,
  OverbookedRoom,
  PairTablet,
  PairedDevice,
  PairingCode,
  PauseTask,
  Person,
  PlanShift,
  PlanWork,
  PrioritiseTask,
  RecordLostItem,
  RenameRoom,
  RequireMaintenance,
  ResolveDrift,
  ResolveWorkOrder,
  ResumeTask,
  Room,
  RoomChoice,
  RoomContext,
  RoomHistory,
  RoomNow,
  RoomStatus,
  RoomsReport,
  Session,
  SetCheckOutTime,
  SetChecklist,
  SetGuestFlag,
  SetPassword,
  SetPin,
  SetPreferences,
  SetReservationRoom,
  SetReservationStatus,
  SetRoomStatus,
  SetSharing,
  SetTemperaturePreset,
  SetTicketStatus,
  Settings,
  ShareDevice,
  Shift,
  ShowPresence,
  Shown,
  ShownPhoto,
  SignIn,
  SignInCode,
  SignedInSession,
  SpeakLanguages,
  Staff,
  StartTask,
  Stay,
  Suggestion,
  Sweep,
  SwitchProperty,
  Tablet,
  TabletNow,
  TabletTask,
  TabletTicket,
  TabletToken,
  TakeOver,
  TakenOver,
  Task,
  TeamMember,
  Ticket,
  TurnoverStatistics,
  Unpaired,
  UploadPhoto,
  UseSignInCode,
  VerifyWorkOrder,
  Welcome,
  WorkOrder,
  Worklist,
} from './contracts.gen';
import type { Nothing, Route } from './routes';

export const accept_invitation: Route<Nothing, Staff> = {
  name: 'accept_invitation',
  method: 'POST',
  path: '/auth/me/invitations/{house_id}/accept',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const accept_plan: Route<DecidePlan, Suggestion> = {
  name: 'accept_plan',
  method: 'POST',
  path: '/api/v1/housekeeping/plans/{suggestion_id}/accept',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const add_linen: Route<AddLinen, LinenLine> = {
  name: 'add_linen',
  method: 'POST',
  path: '/api/v1/housekeeping/linen',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const add_reservation: Route<NewReservation, Stay> = {
  name: 'add_reservation',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/reservations',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const add_reservations: Route<AddReservations, BulkReport> = {
  name: 'add_reservations',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/reservations/bulk',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const add_rooms: Route<AddRooms, RoomsReport> = {
  name: 'add_rooms',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/rooms',
  roles: ['manager'],
  scope: 'path',
};

export const answer_escalation: Route<Nothing, Task> = {
  name: 'answer_escalation',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/escalation/answer',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const archive_room: Route<Nothing, Room> = {
  name: 'archive_room',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}',
  roles: ['manager'],
  scope: 'path',
};

export const assign_task: Route<AssignTask, Task> = {
  name: 'assign_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/assign',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const assign_ticket: Route<AssignTicket, Ticket> = {
  name: 'assign_ticket',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/tickets/{ticket_id}/assignee',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const assign_work_order: Route<AssignWorkOrder, WorkOrder> = {
  name: 'assign_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/{work_order_id}/assign',
  roles: ['maintenance', 'supervisor', 'manager'],
  scope: 'header',
};

export const block_room: Route<BlockRoom, RoomStatus> = {
  name: 'block_room',
  method: 'POST',
  path: '/api/v1/housekeeping/rooms/{room_id}/block',
  roles: ['maintenance', 'supervisor', 'manager'],
  scope: 'header',
};

export const cancel_task: Route<CancelTask, Task> = {
  name: 'cancel_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/cancel',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const cancel_work_order: Route<CancelWorkOrder, WorkOrder> = {
  name: 'cancel_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/{work_order_id}/cancel',
  roles: ['maintenance', 'supervisor', 'manager'],
  scope: 'header',
};

export const change_linen: Route<ChangeLinen, LinenLine> = {
  name: 'change_linen',
  method: 'PUT',
  path: '/api/v1/housekeeping/linen/{line_id}',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const change_password: Route<ChangePassword, Done> = {
  name: 'change_password',
  method: 'PUT',
  path: '/auth/me/password',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const change_settings: Route<ChangeSettings, Settings> = {
  name: 'change_settings',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/settings',
  roles: ['manager'],
  scope: 'path',
};

export const change_staff: Route<ChangeStaff, Staff> = {
  name: 'change_staff',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/staff/{staff_id}',
  roles: ['manager'],
  scope: 'path',
};

export const claim_tablet: Route<ClaimTablet, TabletToken> = {
  name: 'claim_tablet',
  method: 'POST',
  path: '/auth/tablets/claim',
  roles: [],
  scope: 'none',
};

export const clear_room_block: Route<Nothing, RoomStatus> = {
  name: 'clear_room_block',
  method: 'DELETE',
  path: '/api/v1/housekeeping/rooms/{room_id}/block/{block_id}',
  roles: ['maintenance', 'supervisor', 'manager'],
  scope: 'header',
};

export const complete_task: Route<CompleteTask, Task> = {
  name: 'complete_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/complete',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const confirm_upload: Route<Nothing, ShownPhoto> = {
  name: 'confirm_upload',
  method: 'POST',
  path: '/api/v1/uploads/{photo_id}/done',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const connect_pms: Route<ConnectPms, Connected> = {
  name: 'connect_pms',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/pms',
  roles: ['manager'],
  scope: 'path',
};

export const create_task: Route<CreateTask, Task | TabletTask> = {
  name: 'create_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const decline_invitation: Route<Nothing, MyInvitation> = {
  name: 'decline_invitation',
  method: 'DELETE',
  path: '/auth/me/invitations/{house_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const discard_dead_letter: Route<DiscardDeadLetter, DeadLetter> = {
  name: 'discard_dead_letter',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/discard',
  roles: ['supervisor', 'manager'],
  scope: 'path',
};

export const dismiss_plan: Route<DecidePlan, Suggestion> = {
  name: 'dismiss_plan',
  method: 'POST',
  path: '/api/v1/housekeeping/plans/{suggestion_id}/dismiss',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const dismiss_staff: Route<Nothing, Staff> = {
  name: 'dismiss_staff',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/staff/{staff_id}',
  roles: ['manager'],
  scope: 'path',
};

export const dispose_lost_item: Route<DisposeLostItem, LostItem> = {
  name: 'dispose_lost_item',
  method: 'POST',
  path: '/api/v1/housekeeping/lost-and-found/{item_id}/dispose',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const end_own_session: Route<Nothing, Session> = {
  name: 'end_own_session',
  method: 'DELETE',
  path: '/auth/me/sessions/{session_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const end_session: Route<Nothing, Session> = {
  name: 'end_session',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/sessions/{session_id}',
  roles: ['manager'],
  scope: 'path',
};

export const end_shift: Route<EndShift, Shift> = {
  name: 'end_shift',
  method: 'POST',
  path: '/api/v1/housekeeping/shifts/{shift_id}/end',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const escalate_task: Route<EscalateTask, Task> = {
  name: 'escalate_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/escalate',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const fail_task: Route<FailTask, Task> = {
  name: 'fail_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/fail',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const forget_guest: Route<Nothing, Forgotten> = {
  name: 'forget_guest',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/guests/{guest_id}',
  roles: ['manager'],
  scope: 'path',
};

export const forget_me: Route<Nothing, Tablet> = {
  name: 'forget_me',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/forget-me',
  roles: ['guest'],
  scope: 'path',
};

export const get_board: Route<Nothing, Board> = {
  name: 'get_board',
  method: 'GET',
  path: '/api/v1/housekeeping/board',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_guest: Route<Nothing, Guest> = {
  name: 'get_guest',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/guests/{guest_id}',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const get_inspection: Route<Nothing, Inspection> = {
  name: 'get_inspection',
  method: 'GET',
  path: '/api/v1/housekeeping/inspections/{inspection_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_lost_claim: Route<Nothing, LostClaim> = {
  name: 'get_lost_claim',
  method: 'GET',
  path: '/api/v1/housekeeping/lost-and-found/{item_id}/claim',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_lost_item: Route<Nothing, LostItem> = {
  name: 'get_lost_item',
  method: 'GET',
  path: '/api/v1/housekeeping/lost-and-found/{item_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_photo: Route<Nothing, ShownPhoto> = {
  name: 'get_photo',
  method: 'GET',
  path: '/api/v1/uploads/{photo_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_plan: Route<Nothing, Suggestion> = {
  name: 'get_plan',
  method: 'GET',
  path: '/api/v1/housekeeping/plans/{suggestion_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_reservation: Route<Nothing, Stay> = {
  name: 'get_reservation',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/reservations/{stay_id}',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const get_room: Route<GetRoom, RoomNow | TabletNow> = {
  name: 'get_room',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const get_room_status: Route<Nothing, RoomStatus> = {
  name: 'get_room_status',
  method: 'GET',
  path: '/api/v1/housekeeping/rooms/{room_id}/status',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_task: Route<Nothing, Task> = {
  name: 'get_task',
  method: 'GET',
  path: '/api/v1/housekeeping/tasks/{task_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const get_ticket: Route<Nothing, Ticket | TabletTicket> = {
  name: 'get_ticket',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/tickets/{ticket_id}',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const get_welcome: Route<GetWelcome, Welcome> = {
  name: 'get_welcome',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/guests/{guest_id}/welcome',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const get_work_order: Route<Nothing, WorkOrder> = {
  name: 'get_work_order',
  method: 'GET',
  path: '/api/v1/maintenance/work-orders/{work_order_id}',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const hire_staff: Route<HireStaff, Staff> = {
  name: 'hire_staff',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/staff',
  roles: ['manager'],
  scope: 'path',
};

export const inspect_task: Route<InspectTask, Inspection> = {
  name: 'inspect_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/inspections',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const invite_staff: Route<InviteStaff, Invitation> = {
  name: 'invite_staff',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/invitations',
  roles: ['manager'],
  scope: 'path',
};

export const issue_linen: Route<MoveLinen, LinenLine> = {
  name: 'issue_linen',
  method: 'POST',
  path: '/api/v1/housekeeping/linen/{line_id}/issue',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_arrivals: Route<AskedDay, readonly DayLine[]> = {
  name: 'list_arrivals',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/arrivals',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const list_checklists: Route<ListChecklists, readonly Checklist[]> = {
  name: 'list_checklists',
  method: 'GET',
  path: '/api/v1/housekeeping/checklists',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_colleagues: Route<Nothing, readonly Colleague[]> = {
  name: 'list_colleagues',
  method: 'GET',
  path: '/auth/pin/people',
  roles: [],
  scope: 'none',
};

export const list_dead_letters: Route<ListDeadLetters, readonly DeadLetter[]> = {
  name: 'list_dead_letters',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/dead-letters',
  roles: ['supervisor', 'manager'],
  scope: 'path',
};

export const list_departures: Route<AskedDay, readonly DayLine[]> = {
  name: 'list_departures',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/departures',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const list_devices: Route<Nothing, readonly PairedDevice[]> = {
  name: 'list_devices',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/devices',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const list_drift: Route<ListDrift, readonly Drift[]> = {
  name: 'list_drift',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/pms/drift',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const list_inspections: Route<ListInspections, readonly Inspection[]> = {
  name: 'list_inspections',
  method: 'GET',
  path: '/api/v1/housekeeping/inspections',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_invitations: Route<Nothing, readonly Invitation[]> = {
  name: 'list_invitations',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/invitations',
  roles: ['manager'],
  scope: 'path',
};

export const list_journal: Route<ListJournal, readonly JournalLine[]> = {
  name: 'list_journal',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/journal',
  roles: ['supervisor', 'manager'],
  scope: 'path',
};

export const list_linen: Route<ListLinen, readonly LinenLine[]> = {
  name: 'list_linen',
  method: 'GET',
  path: '/api/v1/housekeeping/linen',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_lost_items: Route<ListLostItems, readonly LostItem[]> = {
  name: 'list_lost_items',
  method: 'GET',
  path: '/api/v1/housekeeping/lost-and-found',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_overbooked: Route<AskedDay, readonly OverbookedRoom[]> = {
  name: 'list_overbooked',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/overbooked',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const list_own_invitations: Route<Nothing, readonly MyInvitation[]> = {
  name: 'list_own_invitations',
  method: 'GET',
  path: '/auth/me/invitations',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const list_own_sessions: Route<Nothing, readonly Session[]> = {
  name: 'list_own_sessions',
  method: 'GET',
  path: '/auth/me/sessions',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const list_people: Route<Nothing, readonly Person[]> = {
  name: 'list_people',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/people',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const list_plans: Route<ListRequest, readonly Suggestion[]> = {
  name: 'list_plans',
  method: 'GET',
  path: '/api/v1/housekeeping/plans',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_reservations: Route<ListReservations, readonly Stay[]> = {
  name: 'list_reservations',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/reservations',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const list_room_choices: Route<Nothing, readonly RoomChoice[]> = {
  name: 'list_room_choices',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/reservations/{stay_id}/rooms',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const list_rooms: Route<ListRooms, readonly Room[]> = {
  name: 'list_rooms',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/rooms',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const list_sessions: Route<Nothing, readonly Session[]> = {
  name: 'list_sessions',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/sessions',
  roles: ['manager'],
  scope: 'path',
};

export const list_shifts: Route<ListShifts, readonly Shift[]> = {
  name: 'list_shifts',
  method: 'GET',
  path: '/api/v1/housekeeping/shifts',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_staff: Route<ListRequest, readonly Staff[]> = {
  name: 'list_staff',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/staff',
  roles: ['manager'],
  scope: 'path',
};

export const list_tasks: Route<ListTasks, readonly Task[]> = {
  name: 'list_tasks',
  method: 'GET',
  path: '/api/v1/housekeeping/tasks',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const list_team: Route<Nothing, readonly TeamMember[]> = {
  name: 'list_team',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/team',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const list_tickets: Route<ListTickets, readonly Ticket[]> = {
  name: 'list_tickets',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/tickets',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const list_work_orders: Route<ListWorkOrders, readonly WorkOrder[]> = {
  name: 'list_work_orders',
  method: 'GET',
  path: '/api/v1/maintenance/work-orders',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const make_pairing_code: Route<PairTablet, PairingCode> = {
  name: 'make_pairing_code',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/tablets',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const make_sign_in_code: Route<Nothing, SignInCode> = {
  name: 'make_sign_in_code',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/staff/{staff_id}/sign-in-code',
  roles: ['manager'],
  scope: 'path',
};

export const match_lost_item: Route<MatchLostItem, LostItem> = {
  name: 'match_lost_item',
  method: 'POST',
  path: '/api/v1/housekeeping/lost-and-found/{item_id}/match',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const note_task: Route<NoteTask, Task> = {
  name: 'note_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/notes',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const note_ticket: Route<NoteTicket, Ticket> = {
  name: 'note_ticket',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/tickets/{ticket_id}/notes',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const note_work_order: Route<NoteWorkOrder, WorkOrder> = {
  name: 'note_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/{work_order_id}/notes',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const observe_occupancy: Route<ObserveOccupancy, Room> = {
  name: 'observe_occupancy',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/occupancy-observation',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const open_ticket: Route<OpenTicketAsked, Ticket | TabletTicket> = {
  name: 'open_ticket',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/tickets',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const open_upload: Route<OpenUpload, ShownPhoto> = {
  name: 'open_upload',
  method: 'POST',
  path: '/api/v1/uploads',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const open_work_order: Route<OpenWorkOrder, WorkOrder> = {
  name: 'open_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const order_worklist: Route<OrderWorklist, Worklist> = {
  name: 'order_worklist',
  method: 'PUT',
  path: '/api/v1/housekeeping/worklists/{staff_id}/order',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const pause_task: Route<PauseTask, Task> = {
  name: 'pause_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/pause',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const plan_shift: Route<PlanShift, Shift> = {
  name: 'plan_shift',
  method: 'POST',
  path: '/api/v1/housekeeping/shifts',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const plan_work: Route<PlanWork, Suggestion> = {
  name: 'plan_work',
  method: 'POST',
  path: '/api/v1/housekeeping/plans',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const prioritise_task: Route<PrioritiseTask, Task> = {
  name: 'prioritise_task',
  method: 'PUT',
  path: '/api/v1/housekeeping/tasks/{task_id}/priority',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const read_settings: Route<Nothing, Settings> = {
  name: 'read_settings',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/settings',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const reconcile_pms: Route<Nothing, Sweep> = {
  name: 'reconcile_pms',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/pms/reconcile',
  roles: ['supervisor', 'manager'],
  scope: 'path',
};

export const record_lost_item: Route<RecordLostItem, LostItem> = {
  name: 'record_lost_item',
  method: 'POST',
  path: '/api/v1/housekeeping/lost-and-found',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const rename_room: Route<RenameRoom, Room> = {
  name: 'rename_room',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/name',
  roles: ['manager'],
  scope: 'path',
};

export const renew_tablet: Route<Nothing, TabletToken> = {
  name: 'renew_tablet',
  method: 'POST',
  path: '/auth/tablets/renew',
  roles: [],
  scope: 'none',
};

export const replay_dead_letter: Route<Nothing, DeadLetter> = {
  name: 'replay_dead_letter',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/replay',
  roles: ['supervisor', 'manager'],
  scope: 'path',
};

export const require_maintenance: Route<RequireMaintenance, Task> = {
  name: 'require_maintenance',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/maintenance-required',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const resolve_drift: Route<ResolveDrift, Drift> = {
  name: 'resolve_drift',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/pms/drift/{room_id}/resolve',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const resolve_work_order: Route<ResolveWorkOrder, WorkOrder> = {
  name: 'resolve_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/{work_order_id}/resolve',
  roles: ['maintenance', 'supervisor', 'manager'],
  scope: 'header',
};

export const restore_dead_letter: Route<Nothing, DeadLetter> = {
  name: 'restore_dead_letter',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/restore',
  roles: ['supervisor', 'manager'],
  scope: 'path',
};

export const resume_task: Route<ResumeTask, Task> = {
  name: 'resume_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/resume',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const return_linen: Route<MoveLinen, LinenLine> = {
  name: 'return_linen',
  method: 'POST',
  path: '/api/v1/housekeeping/linen/{line_id}/return',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const room_context: Route<Nothing, RoomContext> = {
  name: 'room_context',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/context',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const room_history: Route<RoomHistory, readonly HistoryLine[]> = {
  name: 'room_history',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/history',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const set_check_out_time: Route<SetCheckOutTime, Stay> = {
  name: 'set_check_out_time',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/reservations/{stay_id}/check-out-time',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const set_checklist: Route<SetChecklist, Checklist> = {
  name: 'set_checklist',
  method: 'POST',
  path: '/api/v1/housekeeping/checklists',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const set_guest_flag: Route<SetGuestFlag, Room | Tablet> = {
  name: 'set_guest_flag',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/guest-flag',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const set_own_languages: Route<SpeakLanguages, Me> = {
  name: 'set_own_languages',
  method: 'PUT',
  path: '/auth/me/languages',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const set_password: Route<SetPassword, Done> = {
  name: 'set_password',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/staff/{staff_id}/password',
  roles: ['manager'],
  scope: 'path',
};

export const set_pin: Route<SetPin, Done> = {
  name: 'set_pin',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/staff/{staff_id}/pin',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const set_preferences: Route<SetPreferences, Guest> = {
  name: 'set_preferences',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/guests/{guest_id}/preferences',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const set_reservation_room: Route<SetReservationRoom, Stay> = {
  name: 'set_reservation_room',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/reservations/{stay_id}/room',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const set_reservation_status: Route<SetReservationStatus, Stay> = {
  name: 'set_reservation_status',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/reservations/{stay_id}/status',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const set_room_status: Route<SetRoomStatus, RoomStatus> = {
  name: 'set_room_status',
  method: 'POST',
  path: '/api/v1/housekeeping/rooms/{room_id}/status',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const set_sharing: Route<SetSharing, Stay> = {
  name: 'set_sharing',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/reservations/{stay_id}/share',
  roles: ['front_desk', 'manager'],
  scope: 'path',
};

export const set_temperature_preset: Route<SetTemperaturePreset, Room | Tablet> = {
  name: 'set_temperature_preset',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/temperature-preset',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const set_ticket_status: Route<SetTicketStatus, Ticket | TabletTicket> = {
  name: 'set_ticket_status',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/tickets/{ticket_id}/status',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const share_device: Route<ShareDevice, PairedDevice> = {
  name: 'share_device',
  method: 'POST',
  path: '/api/v1/properties/{property_id}/devices',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const show_pms: Route<Nothing, ConnectionsShown> = {
  name: 'show_pms',
  method: 'GET',
  path: '/api/v1/properties/{property_id}/pms',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const show_presence: Route<ShowPresence, Shown> = {
  name: 'show_presence',
  method: 'PUT',
  path: '/api/v1/properties/{property_id}/presence',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const sign_in: Route<SignIn, SignedInSession> = {
  name: 'sign_in',
  method: 'POST',
  path: '/auth/login',
  roles: [],
  scope: 'none',
};

export const sign_out: Route<Nothing, unknown> = {
  name: 'sign_out',
  method: 'POST',
  path: '/auth/logout',
  roles: [],
  scope: 'none',
};

export const start_shift: Route<Nothing, Shift> = {
  name: 'start_shift',
  method: 'POST',
  path: '/api/v1/housekeeping/shifts/{shift_id}/start',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const start_task: Route<StartTask, Task> = {
  name: 'start_task',
  method: 'POST',
  path: '/api/v1/housekeeping/tasks/{task_id}/start',
  roles: ['housekeeper', 'supervisor', 'manager'],
  scope: 'header',
};

export const start_work_order: Route<Nothing, WorkOrder> = {
  name: 'start_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/{work_order_id}/start',
  roles: ['maintenance', 'supervisor', 'manager'],
  scope: 'header',
};

export const switch_property: Route<SwitchProperty, SignedInSession> = {
  name: 'switch_property',
  method: 'POST',
  path: '/auth/property',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const take_over: Route<TakeOver, TakenOver> = {
  name: 'take_over',
  method: 'POST',
  path: '/auth/pin',
  roles: [],
  scope: 'none',
};

export const turnover_statistics: Route<AskedTurnovers, TurnoverStatistics> = {
  name: 'turnover_statistics',
  method: 'GET',
  path: '/api/v1/housekeeping/stats/turnover',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const unmatch_lost_item: Route<Nothing, LostItem> = {
  name: 'unmatch_lost_item',
  method: 'DELETE',
  path: '/api/v1/housekeeping/lost-and-found/{item_id}/match',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const unpair_device: Route<Nothing, Unpaired> = {
  name: 'unpair_device',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/devices/{device_id}',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const unpair_tablets: Route<Nothing, Unpaired> = {
  name: 'unpair_tablets',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/rooms/{room_id}/tablets',
  roles: ['front_desk', 'supervisor', 'manager'],
  scope: 'path',
};

export const upload_photo: Route<UploadPhoto, ShownPhoto> = {
  name: 'upload_photo',
  method: 'POST',
  path: '/api/v1/uploads/photo',
  roles: ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'header',
};

export const use_sign_in_code: Route<UseSignInCode, Address> = {
  name: 'use_sign_in_code',
  method: 'POST',
  path: '/auth/password',
  roles: [],
  scope: 'none',
};

export const verify_work_order: Route<VerifyWorkOrder, WorkOrder> = {
  name: 'verify_work_order',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/{work_order_id}/verify',
  roles: ['supervisor', 'manager'],
  scope: 'header',
};

export const who_am_i: Route<Nothing, Me> = {
  name: 'who_am_i',
  method: 'GET',
  path: '/auth/me',
  roles: ['guest', 'housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'],
  scope: 'none',
};

export const withdraw_invitation: Route<Nothing, Invitation> = {
  name: 'withdraw_invitation',
  method: 'DELETE',
  path: '/api/v1/properties/{property_id}/invitations/{staff_id}',
  roles: ['manager'],
  scope: 'path',
};
