namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>A value that <c>TeacherServer config</c> does not print.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;
