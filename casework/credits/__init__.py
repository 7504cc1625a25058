"""碳汇: the register of projects, lots and serial numbers; purchases and retirements."""
