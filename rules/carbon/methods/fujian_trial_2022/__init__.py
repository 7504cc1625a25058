"""福建刑事司法林业碳汇损失量计量方法（试行）的已知结构, with a parameter set rebuilt from national methodologies."""
