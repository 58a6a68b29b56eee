"""The user's tools: the phone, wire-compatible with tau2-bench (``domains/telecom/user_tools.py``)."""

from eigengraph.world import Tool
from eigengraph_telecom.user_tools.apn import (
    check_apn_settings,
    reboot_device,
    reset_apn_settings,
    set_apn_settings,
)
from eigengraph_telecom.user_tools.apps import (
    can_send_mms,
    check_app_permissions,
    check_app_status,
    check_installed_apps,
    grant_app_permission,
)
from eigengraph_telecom.user_tools.data import (
    check_data_restriction_status,
    toggle_data,
    toggle_data_saver_mode,
    toggle_roaming,
)
from eigengraph_telecom.user_tools.network import (
    check_network_mode_preference,
    check_network_status,
    check_status_bar,
    run_speed_test,
    set_network_mode_preference,
    toggle_airplane_mode,
)
from eigengraph_telecom.user_tools.payments import check_payment_request, make_payment
from eigengraph_telecom.user_tools.setup import SETUP as USER_SETUP
from eigengraph_telecom.user_tools.sim import check_sim_status, reseat_sim_card
from eigengraph_telecom.user_tools.vpn import check_vpn_status, connect_vpn, disconnect_vpn
from eigengraph_telecom.user_tools.wifi import (
    check_wifi_calling_status,
    check_wifi_status,
    toggle_wifi,
    toggle_wifi_calling,
)

USER_TOOLS: tuple[Tool, ...] = (
    check_status_bar,
    check_network_status,
    check_network_mode_preference,
    set_network_mode_preference,
    run_speed_test,
    toggle_airplane_mode,
    check_sim_status,
    reseat_sim_card,
    toggle_data,
    toggle_roaming,
    check_data_restriction_status,
    toggle_data_saver_mode,
    check_apn_settings,
    set_apn_settings,
    reset_apn_settings,
    check_wifi_status,
    toggle_wifi,
    check_wifi_calling_status,
    toggle_wifi_calling,
    check_vpn_status,
    connect_vpn,
    disconnect_vpn,
    check_installed_apps,
    check_app_status,
    check_app_permissions,
    grant_app_permission,
    can_send_mms,
    reboot_device,
    check_payment_request,
    make_payment,
)
"""Every tool, in the order in which models are shown them."""

__all__ = ["USER_SETUP", "USER_TOOLS"]
