"""Pictures of goods as shopkeepers have them: files of cameras, suppliers and other systems."""
