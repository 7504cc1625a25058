"""国家方法学缺省参数法: tree layer by stock, expansion factor, density, root ratio and carbon fraction."""
