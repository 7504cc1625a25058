"""每木检尺: entering the trees of a stand from a sheet, looked at before they are stored."""
