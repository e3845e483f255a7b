@echo off
rem Runs Maven: the one on the PATH where it is 3.8 or newer, else the version pinned in
rem .mvn\wrapper\maven-wrapper.properties, downloaded once and checked against its SHA-512.
rem MVNW_REPOURL: base URL of a Maven repository to download from instead of Apache's site.
setlocal
set "MVNW_BASE=%~dp0"
for /f "usebackq delims=" %%m in (`powershell -NoProfile -ExecutionPolicy Bypass -Command ^
 "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';" ^
 "$found = Get-Command mvn.cmd -ErrorAction SilentlyContinue;" ^
 "if ($found) { $core = Get-ChildItem (Join-Path (Split-Path (Split-Path $found.Source)) 'lib\maven-core-*.jar') -ErrorAction SilentlyContinue | Select-Object -First 1;" ^
 "  if ($core -and $core.BaseName -match 'maven-core-(\d+)\.(\d+)' -and ([int]$Matches[1] -gt 3 -or ([int]$Matches[1] -eq 3 -and [int]$Matches[2] -ge 8))) { $found.Source; exit } };" ^
 "$p = ConvertFrom-StringData (Get-Content -Raw (Join-Path $env:MVNW_BASE '.mvn\wrapper\maven-wrapper.properties'));" ^
 "$v = $p.mavenVersion; $sum = $p.distributionZipSha512Sum; $name = \"apache-maven-$v\";" ^
 "$userHome = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { Join-Path $HOME '.m2' };" ^
 "$cache = Join-Path $userHome (\"wrapper\dists\\$name-\" + $sum.Substring(0, 12)); $mvn = Join-Path $cache \"$name\bin\mvn.cmd\";" ^
 "if (-not (Test-Path $mvn)) {" ^
 "  $url = if ($env:MVNW_REPOURL) { $env:MVNW_REPOURL.TrimEnd('/') + \"/org/apache/maven/apache-maven/$v/$name-bin.zip\" } else { $p.distributionSite + \"/$v/binaries/$name-bin.zip\" };" ^
 "  $work = $cache + '.' + [guid]::NewGuid(); New-Item -ItemType Directory -Force $work | Out-Null; $zip = Join-Path $work 'maven.zip';" ^
 "  try { Invoke-WebRequest -UseBasicParsing $url -OutFile $zip;" ^
 "    if ((Get-FileHash -Algorithm SHA512 $zip).Hash -ne $sum) { throw \"$url does not have the expected SHA-512: not used\" };" ^
 "    Expand-Archive $zip $work; Remove-Item $zip; Move-Item $work $cache } finally { if (Test-Path $work) { Remove-Item -Recurse -Force $work } } };" ^
 "$mvn"`) do set "MVNW_MAVEN=%%m"
if not defined MVNW_MAVEN (
  echo mvnw: Maven could not be had: set MVNW_REPOURL to a Maven repository that you reach, or install Maven 3.8 or newer 1>&2
  exit /b 1
)
call "%MVNW_MAVEN%" %*
exit /b %ERRORLEVEL%
