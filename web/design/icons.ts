// The icons both apps use, from Lucide (ISC), as inline SVG. One name per meaning, not per picture.
import language from 'lucide-static/icons/languages.svg?raw';
import alert from 'lucide-static/icons/triangle-alert.svg?raw';
import arrival from 'lucide-static/icons/log-in.svg?raw';
import back from 'lucide-static/icons/chevron-left.svg?raw';
import bath from 'lucide-static/icons/bath.svg?raw';
import bed from 'lucide-static/icons/bed-double.svg?raw';
import bell from 'lucide-static/icons/concierge-bell.svg?raw';
import broom from 'lucide-static/icons/brush-cleaning.svg?raw';
import camera from 'lucide-static/icons/camera.svg?raw';
import cached from 'lucide-static/icons/cloud-off.svg?raw';
import calendar from 'lucide-static/icons/calendar-days.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import clipboard from 'lucide-static/icons/clipboard-check.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import declined from 'lucide-static/icons/hand.svg?raw';
import departure from 'lucide-static/icons/log-out.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import filled from 'lucide-static/icons/circle-check.svg?raw';
import food from 'lucide-static/icons/utensils.svg?raw';
import forward from 'lucide-static/icons/chevron-right.svg?raw';
import gift from 'lucide-static/icons/gift.svg?raw';
import past from 'lucide-static/icons/history.svg?raw';
import heart from 'lucide-static/icons/heart.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import key from 'lucide-static/icons/key-round.svg?raw';
import keyboard from 'lucide-static/icons/keyboard.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import message from 'lucide-static/icons/message-circle.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import moon from 'lucide-static/icons/moon.svg?raw';
import noise from 'lucide-static/icons/volume-2.svg?raw';
import cloud from 'lucide-static/icons/cloud.svg?raw';
import bedSingle from 'lucide-static/icons/bed-single.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/send.svg?raw';
import sparkles from 'lucide-static/icons/sparkles.svg?raw';
import spray from 'lucide-static/icons/spray-can.svg?raw';
import stop from 'lucide-static/icons/octagon-x.svg?raw';
import tablet from 'lucide-static/icons/tablet.svg?raw';
import thermometer from 'lucide-static/icons/thermometer.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import user from 'lucide-static/icons/user.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronUp from 'lucide-static/icons/chevron-up.svg?raw';
import chevronsUp from 'lucide-static/icons/chevrons-up.svg?raw';
import move from 'lucide-static/icons/arrow-right-left.svg?raw';
import pause from 'lucide-static/icons/circle-pause.svg?raw';
import vacant from 'lucide-static/icons/circle-dashed.svg?raw';
import vip from 'lucide-static/icons/star.svg?raw';
import wait from 'lucide-static/icons/loader-circle.svg?raw';
import welcome from 'lucide-static/icons/door-open.svg?raw';
import wrench from 'lucide-static/icons/wrench.svg?raw';
import cone from 'lucide-static/icons/traffic-cone.svg?raw';
import bridge from 'lucide-static/icons/cable.svg?raw';
import down from 'lucide-static/icons/chevron-down.svg?raw';
import up from 'lucide-static/icons/chevron-up.svg?raw';
import device from 'lucide-static/icons/monitor.svg?raw';
import install from 'lucide-static/icons/download.svg?raw';
import insights from 'lucide-static/icons/chart-line.svg?raw';
import letters from 'lucide-static/icons/mail-warning.svg?raw';
import light from 'lucide-static/icons/sun.svg?raw';
import linen from 'lucide-static/icons/layers.svg?raw';
import lost from 'lucide-static/icons/package-search.svg?raw';
import mine from 'lucide-static/icons/list-checks.svg?raw';
import pausing from 'lucide-static/icons/pause.svg?raw';
import plan from 'lucide-static/icons/route.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import renew from 'lucide-static/icons/refresh-cw.svg?raw';
import rooms from 'lucide-static/icons/layout-grid.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import tasks from 'lucide-static/icons/square-kanban.svg?raw';
import switching from 'lucide-static/icons/users-round.svg?raw';
import team from 'lucide-static/icons/users.svg?raw';
import apple from 'lucide-static/icons/apple.svg?raw';
import gem from 'lucide-static/icons/gem.svg?raw';
import umbrella from 'lucide-static/icons/umbrella.svg?raw';

export const ICONS = {
  // cleaning
  dirty: spray,
  cleaning: broom,
  cleaned: sparkles,
  inspected: clipboard,
  ready: key,
  clean: filled,
  out_of_order: stop,
  out_of_service: cone,
  // occupancy and guest flags
  vacant,
  occupied: bed,
  none: close,
  do_not_disturb: moon,
  make_up_room: welcome,
  service_declined: declined,
  // tasks: states, kinds, priorities
  pending: vacant,
  assigned: user,
  in_progress: broom,
  paused: pause,
  completed: filled,
  failed: stop,
  requires_maintenance: wrench,
  cancelled: close,
  turnover: bed,
  mid_stay_clean: bedSingle,
  deep_clean: sparkles,
  post_maintenance: wrench,
  post_renovation: cone,
  inspection: clipboard,
  low: chevronDown,
  normal: minus,
  high: chevronUp,
  urgent: chevronsUp,
  // requests
  towels: bath,
  pillow: bedSingle,
  amenities: gift,
  maintenance: wrench,
  noise,
  food,
  other: message,
  // found things
  valuable: gem,
  perishable: apple,
  belongings: umbrella,
  // pages
  bridge,
  insights,
  letters,
  linen,
  lost,
  mine,
  plan,
  rooms,
  settings,
  tasks,
  team,
  // everything else
  alert,
  arrival,
  back,
  bell,
  camera,
  cached,
  calendar,
  check,
  clock,
  close,
  departure,
  device,
  down,
  ellipsis,
  eye,
  forward,
  heart,
  info,
  install,
  keyboard,
  language,
  light,
  live: cloud,
  lock,
  minus,
  past,
  pause: pausing,
  play,
  move,
  plus,
  renew,
  search,
  send,
  switch: switching,
  tablet,
  thermometer,
  undo,
  up,
  user,
  vip,
  wait,
} as const;

export type IconName = keyof typeof ICONS;
